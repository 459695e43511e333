from typing import get_args

import numpy as np
import pytest
from scipy.signal import correlate
from whisper_diarize_train.codecs import Codec, through

CODECS = [codec for codec in get_args(Codec) if codec]


@pytest.fixture
def speech_like() -> np.ndarray:
    rng = np.random.default_rng(0)
    noise = np.cumsum(rng.standard_normal(32000))
    noise = np.convolve(noise - np.convolve(noise, np.ones(80) / 80, "same"), np.hanning(9), "same")
    return (noise / np.abs(noise).max() * np.repeat(rng.uniform(0, 1, 20), 1600)).astype(np.float32)  # type: ignore[no-any-return]  # an untyped library


@pytest.mark.parametrize("codec", CODECS)
def test_what_is_heard_stays_in_its_place_and_at_its_level(codec: Codec, speech_like: np.ndarray) -> None:
    heard = through(codec, speech_like)

    assert heard.shape == speech_like.shape
    lag = int(np.argmax(correlate(heard, speech_like))) - (len(speech_like) - 1)
    assert abs(lag) <= 16  # a millisecond
    assert 10 * np.log10((heard**2).mean() / (speech_like**2).mean()) == pytest.approx(0, abs=3)


@pytest.mark.parametrize("codec", CODECS)
def test_something_is_lost(codec: Codec, speech_like: np.ndarray) -> None:
    heard = through(codec, speech_like)

    assert ((heard - speech_like) ** 2).mean() > 1e-5 * (speech_like**2).mean()


@pytest.mark.parametrize("codec", ["mulaw", "gsm"])
def test_telephones_leave_nothing_above_4_khz(codec: Codec) -> None:
    noise = np.random.default_rng(1).standard_normal(16000).astype(np.float32)

    power = np.abs(np.fft.rfft(through(codec, noise))) ** 2

    assert power[4300:].mean() < 1e-2 * power[500:3000].mean()


@pytest.mark.parametrize("codec", ["", *CODECS])
def test_silence_stays_silent(codec: Codec) -> None:
    assert not through(codec, np.zeros(8000, dtype=np.float32)).any()

"""Samples without a header, as telephone systems store them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from whisper_diarize.audio import open_audio
from whisper_diarize.errors import OptionError
from whisper_diarize.read_options import RAW_ENCODINGS, Raw, ReadOptions, raw_of, reading_with


@pytest.mark.parametrize("text", ["mulaw:16000", "alaw:16000", "s16le:16000"])
def test_raw_samples_are_read_at_their_rate(tmp_path: Path, text: str) -> None:
    samples = 0.3 * np.sin(2 * np.pi * 440 * np.arange(32_000) / 16_000)
    subtype = RAW_ENCODINGS[text.split(":", maxsplit=1)[0]]
    soundfile.write(tmp_path / "call.raw", samples, 16_000, format="RAW", subtype=subtype, endian="LITTLE")

    with reading_with(ReadOptions(raw=raw_of(text))):
        audio = open_audio(str(tmp_path / "call.raw"))

    assert audio.array == pytest.approx(samples, abs=0.01)


def test_telephone_rates_are_resampled(tmp_path: Path) -> None:
    (tmp_path / "call.al").write_bytes(bytes(80_000))

    with reading_with(ReadOptions(raw=Raw("alaw", 8_000))):
        assert open_audio(str(tmp_path / "call.al")).duration == 10.0


@pytest.mark.parametrize("text", ["mulaw", "mulaw:", "mulaw:fast", "gsm:8000", "alaw:7", "alaw:99999999", ":8000"])
def test_other_words_are_refused(text: str) -> None:
    with pytest.raises(OptionError, match=r"give an encoding \(mulaw, alaw, s16le\) and a rate in Hz"):
        raw_of(text)

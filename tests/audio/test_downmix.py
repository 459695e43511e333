"""Several channels become one: after their layout, and without losing what is in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from whisper_diarize.audio import open_audio
from whisper_diarize.audio.downmix import weights_of

RATE = 16_000
SECONDS = 4
Signal = NDArray[np.float64]


def noise(seed: int, seconds: float = SECONDS) -> Signal:
    return 0.1 * np.random.default_rng(seed).standard_normal(round(seconds * RATE))


def low(hz: float = 50) -> Signal:
    return 0.1 * np.sin(2 * np.pi * hz * np.arange(SECONDS * RATE) / RATE)


def write(path: Path, *channels: Signal) -> str:
    soundfile.write(path, np.stack(channels, axis=1), RATE, subtype="PCM_24")
    return str(path)


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        (("FL", "FR", "FC", "LFE", "BL", "BR"), [0.207, 0.207, 0.293, 0, 0.146, 0.146]),
        (("FL", "FR", "FC", "LFE", "BL", "BR", "SL", "SR"), [0.160, 0.160, 0.227, 0, 0.113, 0.113, 0.113, 0.113]),
        (("FL", "FR", "LFE"), [0.5, 0.5, 0]),
    ],
    ids=["5.1", "7.1", "2.1"],
)
def test_surround_sound_has_the_weights_of_bs_775(layout: tuple[str, ...], expected: list[float]) -> None:
    assert weights_of(layout) == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize("layout", [("FL", "FR"), ("FC",), (), ("LFE", "LFE2", "LFE"), ("FL", "FR", "NONE")])
def test_other_layouts_are_averaged(layout: tuple[str, ...]) -> None:
    assert weights_of(layout) is None


def test_the_centre_of_a_film_counts_most_and_its_effects_do_not(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    left, right, centre, back_left, back_right = map(noise, range(5))
    path = write(tmp_path / "film.flac", left, right, centre, low(), back_left, back_right)

    mono = open_audio(path).array

    expected = (centre + 0.5**0.5 * (left + right) + 0.5 * (back_left + back_right)) / (2 + 2**0.5)
    assert mono == pytest.approx(expected, abs=1e-5)
    assert not caplog.records


def test_microphones_in_the_format_of_a_film_are_noticed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = write(tmp_path / "table.flac", *map(noise, range(6)))

    open_audio(path)

    assert f"if its channels are microphones, mix them first: sox {path} mixed.wav remix -" in caplog.text


def test_channels_of_opposite_signs_do_not_cancel(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    speech = noise(0)
    path = write(tmp_path / "call.wav", speech, -speech)

    mono = open_audio(path).array

    assert mono[200:] == pytest.approx(speech[200:], abs=1e-5)
    assert "its two channels cancel each other" in "".join(caplog.messages)


def test_only_the_part_in_which_channels_cancel_is_taken_from_one(tmp_path: Path) -> None:
    first, second, third = noise(0), noise(1), noise(2)
    path = write(tmp_path / "call.wav", np.append(first, third), np.append(second, -third))

    mono = open_audio(path).array

    assert mono[: SECONDS * RATE] == pytest.approx((first + second) / 2, abs=1e-5)
    assert np.abs(mono[-2 * RATE :]) == pytest.approx(np.abs(third[-2 * RATE :]), abs=1e-5)


@pytest.mark.parametrize("correlation", [1.0, 0.0, -0.8])
def test_other_pairs_are_averaged_bit_by_bit(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, correlation: float
) -> None:
    left = noise(0)
    right = correlation * left + np.sqrt(1 - correlation**2) * noise(1)
    path = write(tmp_path / "talk.wav", left, right)

    mono = open_audio(path).array

    assert np.array_equal(mono, soundfile.read(path, dtype="float32")[0].mean(axis=1))
    assert not caplog.records


def test_a_pair_that_cancels_in_a_click_only_is_averaged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    left, right = noise(0), noise(1)
    right[: RATE // 2] = -left[: RATE // 2]

    open_audio(write(tmp_path / "talk.wav", left, right))

    assert not caplog.records

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.quality.levels import FRAME_SECONDS, powers, signal_to_noise
from whisper_diarize.records import Audio, Span

TALK = (Span(1.0, 4.0), Span(3.0, 6.0), Span(8.0, 9.5))
NUM_FRAMES = 1200


def levels(snr: float, noise: float = 1e-4) -> np.ndarray:
    """Return the powers of 12 s in which the talk of `TALK` is `snr` dB above a steady noise."""
    time = (np.arange(NUM_FRAMES) + 0.5) * FRAME_SECONDS
    talk = ((time > 1) & (time < 6)) | ((time > 8) & (time < 9.5))
    return (noise * (1 + talk * 10 ** (snr / 10))).astype(np.float32)


def test_powers_are_the_mean_squares_of_ten_milliseconds_across_blocks() -> None:
    samples = np.repeat(np.array([0.5, -0.25, 0.0], np.float32), [160_000, 320, 170])
    found = powers(Audio(samples))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, [0.25] * 1000 + [0.0625] * 2 + [0.0])


@pytest.mark.parametrize("num_samples", [0, 1, 159])
def test_less_than_a_frame_has_no_power(num_samples: int) -> None:
    assert powers(Audio(np.ones(num_samples, np.float32))).shape == (0,)


@given(st.floats(-10, 60), st.floats(1e-9, 1e-2))
def test_distance_of_talk_from_a_steady_noise_is_found_whatever_the_level(snr: float, noise: float) -> None:
    assert signal_to_noise(levels(snr, noise), TALK) == pytest.approx(snr, abs=0.2)


def test_noise_and_voice_of_samples_are_told_apart() -> None:
    rng = np.random.default_rng(1)
    samples = rng.normal(0, 0.01, 12 * 16_000)
    samples[16_000 : 6 * 16_000] += rng.normal(0, 0.1, 5 * 16_000)
    assert signal_to_noise(powers(Audio(samples.astype(np.float32))), [Span(1.0, 6.0)]) == pytest.approx(20, abs=0.1)


def test_rooms_that_ring_on_after_a_turn_are_no_noise() -> None:
    found = levels(20)
    found[600:609] = found[599]
    assert signal_to_noise(found, TALK) == pytest.approx(20, abs=0.1)


def test_digital_silence_in_the_pauses_is_no_noise() -> None:
    found = levels(20)
    found[620:790:2] = 0
    assert signal_to_noise(found, TALK) == pytest.approx(20, abs=0.1)


@pytest.mark.parametrize(
    "turns",
    [(), (Span(0.0, 12.0),), (Span(0.5, 1.4),), (Span(0.2, 11.5),)],
    ids=["silent", "full", "brief", "no pause"],
)
def test_too_little_of_either_says_nothing(turns: tuple[Span, ...]) -> None:
    assert signal_to_noise(levels(20), turns) is None


def test_pauses_of_digital_silence_say_nothing() -> None:
    gated = np.where(levels(20) > 2e-4, np.float32(0.01), np.float32(0))
    assert signal_to_noise(gated, TALK) is None


@given(st.lists(st.floats(0, 1, width=32), max_size=700), st.floats(0, 9), st.floats(0, 9))
def test_any_recording_has_a_finite_distance_or_none(values: list[float], one: Any, other: Any) -> None:
    found = signal_to_noise(np.array(values, np.float32), [Span(*sorted((one, other)))])
    assert found is None or np.isfinite(found)

from __future__ import annotations

import mlx.core as mx
import numpy as np
import pytest
from numpy.typing import DTypeLike, NDArray

from whisper_diarize import Audio, AudioError, Cancelled, CancelToken
from whisper_diarize.audio import spool
from whisper_diarize.audio.arrays import from_array, normalized
from whisper_diarize.cancellation import cancellable

RATE = 16_000
LEFT, RIGHT = np.array([0.5, -0.25, 0.0, 0.125]), np.array([0.0, 0.25, 0.5, 0.125])


def samples(array: object, sample_rate: int = RATE) -> list[float]:
    return from_array(array, sample_rate).array.tolist()  # type: ignore[arg-type]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble, ">f4"])
def test_floats_are_taken_as_they_are(dtype: DTypeLike) -> None:
    assert samples(LEFT.astype(dtype)) == [0.5, -0.25, 0.0, 0.125]


@pytest.mark.parametrize(("dtype", "bits"), [(np.int8, 8), (np.int16, 16), (np.int32, 32), (">i2", 16)])
def test_integers_are_divided_by_the_full_scale_of_their_type(dtype: DTypeLike, bits: int) -> None:
    assert samples((LEFT * 2 ** (bits - 1)).astype(dtype)) == [0.5, -0.25, 0.0, 0.125]


@pytest.mark.parametrize(("dtype", "bits"), [(np.uint8, 8), (np.uint16, 16), (np.uint32, 32)])
def test_silence_is_the_middle_of_unsigned_integers(dtype: DTypeLike, bits: int) -> None:
    assert samples(((LEFT + 1) * 2 ** (bits - 1)).astype(dtype)) == [0.5, -0.25, 0.0, 0.125]


@pytest.mark.parametrize(("full_scale", "first"), [(2**15, 0.5), (2**31, 0.5), (2**62, 0.25)], ids=["16", "32", "64"])
def test_64_bit_integers_count_as_the_narrowest_type_that_holds_them(full_scale: int, first: float) -> None:
    assert samples([full_scale // 2, 0])[0] == first


def test_lists_and_arrays_of_other_libraries_will_do() -> None:
    assert samples([0.5, -0.25]) == [0.5, -0.25]
    assert samples(mx.array([0.5, -0.25])) == [0.5, -0.25]


@pytest.mark.parametrize(
    "stereo", [np.stack([LEFT, RIGHT], axis=1), np.stack([LEFT, RIGHT])], ids=["samples-first", "channels-first"]
)
def test_channels_are_the_shorter_axis_and_are_averaged(stereo: NDArray[np.float64]) -> None:
    assert samples(stereo) == [0.25, 0.0, 0.25, 0.125]


@pytest.mark.parametrize("shape", [(4, 1), (1, 4)])
def test_one_channel_may_have_an_axis(shape: tuple[int, int]) -> None:
    assert samples(LEFT.reshape(shape)) == LEFT.tolist()


def test_one_sample_is_a_recording() -> None:
    assert samples(np.full((1, 1), 0.5)) == [0.5]


def test_mono_float32_at_the_right_rate_is_not_copied() -> None:
    given = LEFT.astype(np.float32)
    assert from_array(given, RATE).samples.base is given  # type: ignore[attr-defined]  # there all the same


def test_long_arrays_go_to_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MAX_IN_MEMORY", 1_000)
    audio = from_array(np.full(2_000, 2**14, np.int16), RATE)
    assert isinstance(audio.samples, spool.SpooledSamples)
    assert audio.array.tolist() == [0.5] * 2_000


def test_other_rates_are_resampled() -> None:
    time = np.arange(44_100) / 44_100
    audio = from_array(np.sin(2 * np.pi * 440 * time), 44_100)
    expected = np.sin(2 * np.pi * 440 * np.arange(16_000) / 16_000)
    assert audio.num_samples == 16_000
    assert np.abs(audio.array - expected)[100:-100].max() < 1e-3


@pytest.mark.parametrize(
    ("array", "reason"),
    [
        (np.zeros(0), "empty"),
        (np.zeros((0, 2)), "empty"),
        (np.float32(0.5), r"its shape is \(\)"),
        (np.zeros((2, 3, 4)), r"its shape is \(2, 3, 4\)"),
        (np.zeros((3, 3)), "channels cannot be told"),
        (np.zeros((100, 200)), "channels cannot be told"),
        (np.array(["a"]), "not samples"),
        (np.zeros(3, complex), "complex128, not samples"),
        (np.zeros(3, bool), "bool, not samples"),
        ([[1, 2], [3]], "cannot be turned into a NumPy array"),
        ([0.0, float("nan")], "not numbers .* 0.000 s"),
        ([float("inf")], "not numbers"),
        ([[float("inf"), -float("inf")], [0.0, 0.0], [0.0, 0.0]], "not numbers"),
        (np.array([0.0, 3000.0]), "reach 3000.* divide them by their full scale"),
    ],
    ids=str,
)
def test_what_is_no_recording_is_refused(array: object, reason: str) -> None:
    with pytest.raises(AudioError, match=f"^<array>: .*{reason}"):
        samples(array)


def test_peaks_somewhat_above_full_scale_are_kept() -> None:
    assert samples(np.array([1.5, -15.0])) == [1.5, -15.0]


@pytest.mark.parametrize("sample_rate", [10, 10_000_000])
def test_rates_that_no_recorder_has_are_refused(sample_rate: int) -> None:
    with pytest.raises(AudioError, match="sample rate cannot be"):
        samples([0.5], sample_rate)


def test_conversion_stops_when_cancelled() -> None:
    token = CancelToken()
    token.cancel()
    with cancellable(token), pytest.raises(Cancelled):
        samples([0.5])


def test_audio_of_a_program_is_converted_as_arrays_are() -> None:
    given = Audio(np.stack([LEFT, RIGHT], axis=1), RATE, "talk.wav", "talk")
    audio = normalized(given)
    assert audio.array.tolist() == [0.25, 0.0, 0.25, 0.125]
    assert (audio.source, audio.name) == ("talk.wav", "talk")


def test_audio_that_is_in_order_stays_as_it_is() -> None:
    given = LEFT.astype(np.float32)
    assert normalized(Audio(given)).samples.base is given  # type: ignore[attr-defined]  # there all the same


def test_empty_audio_stays_empty() -> None:
    audio = normalized(Audio(np.zeros(0, np.float32), 8_000))
    assert (audio.num_samples, audio.sample_rate) == (0, RATE)


def test_audio_in_a_file_is_resampled() -> None:
    spooled = spool.SpooledSamples([np.zeros(8_000, np.float32)])
    audio = normalized(Audio(spooled, 8_000))
    assert (audio.num_samples, audio.sample_rate) == (16_000, RATE)
    assert normalized(audio) is not None

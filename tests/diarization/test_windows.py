import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyannote.core import SlidingWindow

from whisper_diarize.diarization.windows import Grid, frame_middle, read_batches
from whisper_diarize.records import Audio

RATE = 16_000


def windows(num_samples: int, grid: Grid, batch_size: int = 4) -> np.ndarray:
    audio = Audio(np.arange(1, num_samples + 1, dtype=np.float32))
    return np.concatenate([batch.samples for batch in read_batches(audio, grid, batch_size)])


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, 0), (0.1, 1), (9.99, 1), (10, 1), (10.1, 2), (11, 2), (11.5, 3), (12.3, 4), (60, 51)]
)
def test_windows_cover_the_recording_and_no_more(seconds: float, expected: int) -> None:
    assert Grid().num_windows(round(seconds * RATE)) == expected


def test_windows_start_one_step_apart() -> None:
    assert windows(12 * RATE, Grid())[:, 0].tolist() == [1, RATE + 1, 2 * RATE + 1]


def test_last_window_is_filled_with_zeros() -> None:
    last = windows(10 * RATE + 5, Grid())[-1]
    assert last[9 * RATE + 4] == 10 * RATE + 5
    assert not last[9 * RATE + 5 :].any()


@given(st.integers(1, 700), st.integers(1, 9), st.integers(1, 40))
def test_batches_do_not_change_the_windows(num_samples: int, batch_size: int, step: int) -> None:
    grid = Grid(duration=40 / RATE, step=step / RATE)
    np.testing.assert_array_equal(windows(num_samples, grid, batch_size), windows(num_samples, grid, 10_000))


@given(st.integers(1, 700), st.integers(1, 40))
def test_every_sample_is_in_a_window(num_samples: int, step: int) -> None:
    found = windows(num_samples, Grid(duration=40 / RATE, step=step / RATE))
    assert set(range(1, num_samples + 1)) <= set(found.ravel().astype(int).tolist())


@pytest.mark.parametrize(("window", "frame"), [(0, 0), (1, 59), (2, 119), (27, 1600), (36_000, 2_133_333)])
def test_first_frame_of_a_window_is_the_nearest_to_its_start(window: int, frame: int) -> None:
    assert Grid().first_frame(window) == frame


@pytest.mark.parametrize(("num_windows", "frames"), [(1, 594), (2, 653), (51, 3557)])
def test_frames_of_a_recording_are_as_many_as_in_pyannote(num_windows: int, frames: int) -> None:
    assert Grid().num_frames(num_windows) == frames


def test_middle_of_a_frame_is_half_a_receptive_field_after_its_start() -> None:
    np.testing.assert_allclose(frame_middle(np.array([0, 1, 100])), [0.03096875, 0.04784375, 1.71846875])


def test_middles_are_those_of_pyannote_core_to_the_last_bit() -> None:
    frames = SlidingWindow(start=0.0, duration=991 / RATE, step=270 / RATE)
    assert frame_middle(np.arange(5000)).tolist() == [frames[k].middle for k in range(5000)]

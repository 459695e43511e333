"""Instants fall to windows without gap or overlap, and are heard in what their window has around them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.diarization.instants import ROW, STEP_SECONDS, Instants, around, rows, shares
from whisper_diarize.diarization.windows import Grid

FRAME_SECONDS = (0.02, 0.08)


@given(st.integers(1, 40), st.floats(2.0, 10.0), st.floats(0.1, 1.0))
def test_each_instant_falls_to_one_window(num_windows: int, duration: float, share: float) -> None:
    grid = Grid(duration, share * duration)
    end = (num_windows - 1) * grid.step + duration
    numbers = np.concatenate([shares(grid, num_windows, window, end) for window in range(num_windows)])
    assert numbers.tolist() == list(range(int(np.ceil(end / STEP_SECONDS))))


def test_instants_of_a_window_lie_in_its_middle() -> None:
    seconds = shares(Grid(10.0, 1.0), 30, 7, 39.0) * STEP_SECONDS
    assert seconds.min() >= 7 + 4.5
    assert seconds.max() < 7 + 5.5


@pytest.mark.parametrize("frame_seconds", FRAME_SECONDS)
def test_instant_is_heard_in_the_same_sound_on_both_sides(frame_seconds: float) -> None:
    first = round(4.0 / frame_seconds)
    places, masks = around(np.array([50, 51, 52]), first, round(10 / frame_seconds), frame_seconds)
    for number, mask in zip((50, 51, 52), masks, strict=False):
        seconds = (places[mask] + first) * frame_seconds
        assert seconds.min() == pytest.approx(number * STEP_SECONDS - 0.4)
        assert seconds.max() == pytest.approx(number * STEP_SECONDS + 0.4 - frame_seconds)
    assert not masks[3:].any()


@pytest.mark.parametrize("frame_seconds", FRAME_SECONDS)
def test_frames_outside_of_the_window_do_not_count(frame_seconds: float) -> None:
    length = round(10 / frame_seconds)
    (before, at_first), (after, at_last) = (around(np.array([number]), 0, length, frame_seconds) for number in (0, 62))
    assert (before.min(), after.max()) == (0, length - 1)
    assert at_first[0].sum() == round(0.4 / frame_seconds)
    assert at_last[0].sum() == round((10 - 62 * STEP_SECONDS + 0.4) / frame_seconds)


@given(st.integers(0, 200))
def test_rows_hold_all_instants_in_their_order(count: int) -> None:
    found = rows(np.arange(count))
    assert [number for row in found for number in row] == list(range(count))
    assert all(0 < len(row) <= ROW for row in found)


def test_vectors_have_length_1_and_those_without_a_direction_are_left_out() -> None:
    vectors = np.array([[3.0, 4.0], [0.0, 0.0], [np.nan, 1.0], [np.inf, 1.0], [0.0, -1e-3]], np.float32)
    found = Instants.usable(np.arange(5), np.arange(5) + 10, vectors)
    assert found.windows.tolist() == [0, 4]
    assert found.numbers.tolist() == [10, 14]
    np.testing.assert_allclose(found.vectors, [[0.6, 0.8], [0.0, -1.0]], atol=1e-3)
    np.testing.assert_allclose(found.seconds, [1.6125, 2.2525])

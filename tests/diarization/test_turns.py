import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from pyannote.core import Segment, Timeline

from whisper_diarize.diarization.turns import spans

STEP = 0.016875
HALF = 0.03096875


def found(bits: str, **options: float) -> list[tuple[int, int]]:
    """Return the spans of one speaker in frames."""
    talking = np.array([[bit == "1"] for bit in bits])
    return [(round((s.start - HALF) / STEP), round((s.end - HALF) / STEP)) for s in spans(talking, **options)[0]]


@pytest.mark.parametrize(
    ("bits", "expected"),
    [
        ("0000", []),
        ("0110", [(1, 3)]),
        ("1100", [(0, 2)]),
        ("0101", [(1, 2)]),  # the last frame begins a turn that has no length
        ("0111", [(1, 3)]),
        ("1111", [(0, 3)]),
        ("10100", [(0, 1), (2, 3)]),
    ],
)
def test_turn_runs_from_its_first_frame_to_the_first_after_it(bits: str, expected: list[tuple[int, int]]) -> None:
    assert found(bits) == expected


def test_times_are_those_of_the_middles_of_frames() -> None:
    span = spans(np.array([[False], [True], [False]]))[0][0]
    assert (span.start, span.end) == (pytest.approx(STEP + HALF), pytest.approx(2 * STEP + HALF))  # type: ignore[comparison-overlap]  # equal all the same: approx, or a dtype and its class


@pytest.mark.parametrize(("pause", "expected"), [(0.0, 3), (0.02, 2), (0.05, 1)])
def test_pauses_that_are_too_short_are_filled(pause: float, expected: int) -> None:
    assert len(found("10100100", min_duration_off=pause)) == expected


def test_turns_that_are_too_short_are_dropped() -> None:
    assert found("1000111000", min_duration_on=0.04) == [(4, 7)]


def test_pauses_are_filled_before_turns_are_dropped() -> None:
    assert found("1010100", min_duration_on=0.04, min_duration_off=0.02) == [(0, 5)]


@given(hnp.arrays(np.bool_, st.integers(1, 200)))
def test_spans_of_a_speaker_are_in_order_and_apart(talking: np.ndarray) -> None:
    times = [time for span in spans(talking[:, None])[0] for time in (span.start, span.end)]
    assert times == sorted(set(times))


@given(hnp.arrays(np.bool_, st.integers(1, 60)), st.integers(0, 12), st.sampled_from([-1e-9, 0.0, 1e-9]))
def test_pauses_are_filled_as_pyannote_fills_them(talking: np.ndarray, frames: int, more: float) -> None:
    pause = max(0.0, frames * STEP + more)  # pauses that are exactly as long are the interesting ones
    runs = Timeline([Segment(span.start, span.end) for span in spans(talking[:, None])[0]])
    filled = runs.support(collar=pause) if pause > 0 else runs
    assert [(s.start, s.end) for s in spans(talking[:, None], min_duration_off=pause)[0]] == [tuple(s) for s in filled]


@given(hnp.arrays(np.bool_, st.tuples(st.integers(1, 60), st.integers(1, 4))), st.lists(st.integers(1, 59), max_size=5))
def test_spans_do_not_depend_on_where_blocks_end(talking: np.ndarray, cuts: list[int]) -> None:
    places = sorted({cut for cut in cuts if cut < len(talking)})
    assert spans(np.split(talking, places)) == [spans(column[:, None])[0] for column in talking.T]

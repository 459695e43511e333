import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.transcription.times import Time, Timed, fill, is_number, straighten, timed

SECONDS = st.floats(0, 100) | st.none() | st.floats() | st.sampled_from(["1", True, [0]])
ITEMS = st.lists(st.builds(timed, SECONDS, SECONDS, st.text(max_size=5)), max_size=20)


def times(*pairs: Any) -> list[Timed]:
    return [Timed(*pair) if pair else Timed(None, None) for pair in pairs]


@given(ITEMS, st.just(math.inf) | st.floats(0, 100))
def test_times_never_go_back_never_overlap_and_every_item_has_one(items: Any, limit: float) -> None:
    straight = straighten(items, limit)

    assert len(straight) == len(items)
    assert all(math.isfinite(time.end) and 0 <= time.start <= time.end <= limit for time in straight)
    assert all(left.end <= right.start for left, right in pairwise(straight))


@given(st.lists(st.floats(0, 100), max_size=20).map(sorted))
def test_sound_times_stay_as_they_are(edges: list[float]) -> None:
    items = [Timed(left, right) for left, right in pairwise(edges)]

    assert straighten(items) == [Time(left, right, interpolated=False) for left, right in pairwise(edges)]


@given(ITEMS)
def test_straight_times_are_not_changed_again(items: Any) -> None:
    once = straighten(items)

    again = straighten([Timed(time.start, time.end) for time in once])

    assert [(time.start, time.end) for time in again] == [(time.start, time.end) for time in once]


@pytest.mark.parametrize("wild", [(0.0, 0.1), (99.0, 99.5)], ids=["too early", "too late"])
def test_one_wild_time_is_replaced_and_leaves_the_others_alone(wild: tuple[float, float]) -> None:
    straight = straighten(times((1.0, 1.5), (2.0, 2.5), wild, (2.5, 3.5), (4.0, 4.5)))

    assert [(time.start, time.interpolated) for time in straight] == [
        (1.0, False),
        (2.0, False),
        (2.5, True),
        (2.5, False),
        (4.0, False),
    ]


def facts(straight: Any) -> list[tuple[float, float, bool]]:
    return [(time.start, time.end, time.interpolated) for time in straight]


def test_end_beyond_the_next_start_is_cut_and_flagged() -> None:
    assert facts(straighten(times((0.0, 9.0), (1.0, 2.0)))) == [(0.0, 1.0, True), (1.0, 2.0, False)]


def test_time_beyond_the_end_of_the_recording_is_pulled_back() -> None:
    assert facts(straighten(times((0.0, 1.0), (1.0, 30.0)), 2.0))[1] == (1.0, 2.0, True)


def test_missing_times_share_the_gap_by_length_of_text() -> None:
    items = [Timed(0.0, 1.0), Timed(None, None, 3), Timed(None, None, 1), Timed(2.0, 3.0)]

    assert facts(fill(items, 0.0, 9.0)) == [
        (0.0, 1.0, False),
        (1.0, 1.75, True),
        (1.75, 2.0, True),
        (2.0, 3.0, False),
    ]


def test_missing_times_in_a_long_pause_stay_beside_the_word_before() -> None:
    straight = straighten([Timed(0.0, 1.0), Timed(None, None, 5), Timed(60.0, 61.0)])

    assert facts(straight)[1] == (1.0, 1.5, True)


def test_missing_times_before_the_first_word_stay_beside_it() -> None:
    assert facts(straighten([Timed(None, None, 5), Timed(60.0, 61.0)]))[0] == (59.5, 60.0, True)


def test_missing_times_after_the_last_word_stay_beside_it() -> None:
    assert facts(straighten([Timed(0.0, 1.0), Timed(None, None, 5)], 3600.0))[1] == (1.0, 1.5, True)


def test_words_of_which_none_has_a_time_get_one() -> None:
    assert [time.interpolated for time in straighten(times(None, None))] == [True, True]


@pytest.mark.parametrize(
    ("start", "end"),
    [(math.nan, 1.0), (0.0, math.inf), (2.0, 1.0), (-1.0, 1.0), (None, 1.0), ("0", 1.0), (False, True), (9.0, 9.5)],
    ids=str,
)
def test_impossible_times_are_missing(start: float | str | None, end: float) -> None:
    assert timed(start, end, "word", limit=8.0) == Timed(None, None, 4)


@pytest.mark.parametrize("value", [1e16, -1e16, 10**400, math.inf, math.nan, True, "1", None])
def test_a_number_that_no_recording_has_is_no_time(value: object) -> None:
    assert not is_number(value)

"""Turns, and the view of them in which nobody overlaps."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.records import Diarization, Span, Turn

# quarters of a second: edges that coincide are the interesting ones, and sums are exact
turns = st.builds(
    lambda start, length, speaker: Turn(start / 4, (start + length) / 4, speaker),
    st.integers(0, 40),
    st.integers(0, 12),
    st.sampled_from("abc"),
)
diarizations = st.lists(turns, max_size=10).map(lambda found: Diarization(tuple(found)))


def quarters(found: Iterable[Turn]) -> set[int]:
    """The quarters of a second that `found` covers."""
    return {tick for turn in found for tick in range(round(turn.start * 4), round(turn.end * 4))}


def test_turns_are_put_in_order_of_time() -> None:
    diarization = Diarization((Turn(3, 4, "a"), Turn(1, 2, "b")), (Turn(5, 6, "a"), Turn(0, 1, "b")))

    assert [turn.start for turn in diarization.turns] == [1, 3]
    assert [turn.start for turn in diarization.exclusive()] == [0, 5]


def test_speakers_are_in_order_of_first_appearance() -> None:
    assert Diarization((Turn(3, 4, "a"), Turn(1, 2, "b"), Turn(5, 6, "b"))).speakers == ("b", "a")


def test_exclusive_turns_of_the_diarizer_are_taken_as_they_are() -> None:
    exclusive = (Turn(0, 1, "a"),)

    assert Diarization((Turn(0, 4, "b"),), exclusive).exclusive() == exclusive


def test_whoever_started_last_has_the_floor() -> None:
    diarization = Diarization((Turn(0, 10, "a"), Turn(4, 6, "b")))

    assert diarization.exclusive() == (Turn(0, 4, "a"), Turn(4, 6, "b"), Turn(6, 10, "a"))


def test_turns_that_do_not_overlap_stay_as_they_are() -> None:
    found = (Turn(0, 1, "a"), Turn(2, 3, "a"), Turn(3, 4, "b"))

    assert Diarization(found).exclusive() == found


def test_no_turns_are_no_exclusive_turns() -> None:
    assert Diarization().exclusive() == ()


@given(diarizations)
def test_exclusive_turns_do_not_overlap(diarization: Diarization) -> None:
    assert all(before.end <= after.start for before, after in pairwise(diarization.exclusive()))


@given(diarizations)
def test_exclusive_turns_cover_exactly_what_the_turns_cover(diarization: Diarization) -> None:
    assert quarters(diarization.exclusive()) == quarters(diarization.turns)


@given(diarizations)
def test_whoever_has_the_floor_is_talking(diarization: Diarization) -> None:
    assert all(
        quarters([floor]) <= quarters(turn for turn in diarization.turns if turn.speaker == floor.speaker)
        for floor in diarization.exclusive()
    )


@given(diarizations)
def test_exclusive_turns_have_length(diarization: Diarization) -> None:
    assert all(turn.duration > 0 for turn in diarization.exclusive())


def test_speech_has_a_margin_and_bridges_short_pauses() -> None:
    diarization = Diarization((Turn(1, 2, "a"), Turn(1.5, 3, "b"), Turn(5, 6, "a"), Turn(9, 9.5, "b")))

    assert diarization.speech(20, margin=0.5, bridge=1.5) == (Span(0.5, 6.5), Span(8.5, 10))
    assert Diarization().speech(20) == ()


@given(diarizations, st.floats(0.25, 15))
def test_speech_is_in_order_within_the_recording_and_misses_no_turn(diarization: Diarization, duration: Any) -> None:
    found = diarization.speech(duration, margin=0.1, bridge=0.5)

    assert all(0 <= span.start < span.end <= duration for span in found)
    assert all(later.start - earlier.end >= 0.5 for earlier, later in pairwise(found))
    for turn in diarization.turns:
        inside = Span(min(turn.start, duration), min(turn.end, duration))
        assert any(span.overlap(inside) == inside.duration for span in found) or inside.duration == 0


def test_origin_of_the_model_stays_with_the_turns() -> None:
    found = Diarization((Turn(0.0, 1.0, "a"),), model="mine", licence="MIT", authors="Ann")
    again = Diarization.from_dict(found.to_dict())
    assert (again.model, again.licence, again.authors) == ("mine", "MIT", "Ann")
    assert again != Diarization((Turn(0.0, 1.0, "a"),), model="mine", licence="MIT")
    assert Diarization.from_dict({"turns": []}).authors is None

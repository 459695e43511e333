"""Which speaker a word is given to."""

import pytest

from whisper_diarize.attribution import attribute
from whisper_diarize.records import Diarization, Segment, Transcript, Turn, Word

ANN_THEN_BOB = (Turn(0, 2, "ann"), Turn(3, 5, "bob"))


def answer(
    start: float, end: float, turns: tuple[Turn, ...], exclusive: tuple[Turn, ...] | None = None
) -> tuple[object, ...]:
    """The speaker, reason and gap of one word from `start` to `end`."""
    transcript = Transcript((Segment(start, end, " word", (Word(start, end, " word"),)),))
    (word,) = attribute(transcript, Diarization(turns, exclusive), name="talk", duration=9.0).words
    return word.speaker, word.reason, pytest.approx(word.gap)


def test_word_goes_to_the_turn_it_lies_in() -> None:
    assert answer(3.2, 3.4, ANN_THEN_BOB) == ("bob", "overlap", 0.0)


def test_word_across_a_change_goes_to_the_turn_that_has_more_of_it() -> None:
    turns = (Turn(0, 2, "ann"), Turn(2, 5, "bob"))

    assert answer(1.8, 2.3, turns) == ("bob", "overlap", 0.0)


def test_overlap_is_summed_over_the_turns_of_a_speaker() -> None:
    turns = (Turn(0, 1, "ann"), Turn(1, 2.5, "bob"), Turn(2.5, 4, "ann"))

    assert answer(0.0, 4.0, turns) == ("ann", "overlap", 0.0)


def test_word_shared_equally_goes_to_the_speaker_who_came_first() -> None:
    turns = (Turn(0, 2, "bob"), Turn(2, 5, "ann"))

    assert answer(1.5, 2.5, turns) == ("bob", "overlap", 0.0)


def test_word_between_turns_goes_to_the_nearer_one() -> None:
    assert answer(2.6, 2.9, ANN_THEN_BOB) == ("bob", "nearest", 0.1)


def test_nearness_is_measured_to_the_edge_of_a_turn_not_to_its_middle() -> None:
    turns = (Turn(0, 100, "ann"), Turn(103, 104, "bob"))

    assert answer(101.0, 101.5, turns) == ("ann", "nearest", 1.0)


def test_word_half_way_between_turns_goes_to_the_earlier_one() -> None:
    assert answer(2.25, 2.75, ANN_THEN_BOB) == ("ann", "nearest", 0.25)


def test_word_before_all_turns_goes_to_the_first() -> None:
    assert answer(0.0, 0.5, (Turn(1, 2, "ann"), Turn(2, 3, "bob"))) == ("ann", "nearest", 0.5)


def test_word_after_all_turns_goes_to_the_last() -> None:
    assert answer(7.0, 8.0, ANN_THEN_BOB) == ("bob", "nearest", 2.0)


def test_word_without_length_goes_to_the_turn_it_lies_in() -> None:
    assert answer(4.0, 4.0, ANN_THEN_BOB) == ("bob", "overlap", 0.0)


def test_word_without_length_where_two_turns_meet_goes_to_the_earlier_one() -> None:
    turns = (Turn(0, 2, "ann"), Turn(2, 5, "bob"))

    assert answer(2.0, 2.0, turns) == ("ann", "overlap", 0.0)


def test_word_without_length_between_turns_goes_to_the_nearer_one() -> None:
    assert answer(2.75, 2.75, ANN_THEN_BOB) == ("bob", "nearest", 0.25)


def test_word_that_only_touches_a_turn_is_near_it_and_not_under_it() -> None:
    assert answer(2.0, 2.4, ANN_THEN_BOB) == ("ann", "nearest", 0.0)


def test_turn_without_length_is_still_the_nearest() -> None:
    assert answer(3.0, 4.0, (Turn(0, 1, "ann"),), (Turn(0, 1, "ann"), Turn(3.5, 3.5, "bob"))) == ("bob", "nearest", 0.0)


def test_overlapping_talk_is_settled_by_the_exclusive_turns_of_the_diarizer() -> None:
    turns = (Turn(0, 5, "ann"), Turn(2, 3, "bob"))

    assert answer(2.2, 2.8, turns, (Turn(0, 5, "ann"),)) == ("ann", "overlap", 0.0)


def test_exclusive_turns_that_overlap_all_the_same_are_all_counted() -> None:
    exclusive = (Turn(0, 10, "ann"), Turn(1, 2, "bob"), Turn(1, 2, "bob"))

    assert answer(5.0, 6.0, (), exclusive) == ("ann", "overlap", 0.0)


def test_without_turns_a_word_has_no_speaker_and_says_why() -> None:
    assert answer(1.0, 2.0, ()) == (None, "no turns", 0.0)


def test_without_a_diarization_a_word_has_no_speaker_and_says_why() -> None:
    transcript = Transcript((Segment(0, 1, " word", (Word(0, 1, " word"),)),))

    (word,) = attribute(transcript, None, name="talk", duration=1.0).words

    assert (word.speaker, word.reason) == (None, "not diarized")


def test_words_that_are_not_in_order_of_time_are_given_to_the_right_speakers() -> None:
    words = (Word(3.5, 4, " three"), Word(0.5, 1, " one"), Word(3, 3.4, " two"))
    transcript = Transcript((Segment(0, 5, " three one two", words),))

    result = attribute(transcript, Diarization(ANN_THEN_BOB), name="talk", duration=5.0)

    assert [word.speaker for word in result.words] == ["bob", "ann", "bob"]

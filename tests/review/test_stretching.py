"""Turns whose edges a person has moved, with their words."""

from dataclasses import replace
from itertools import groupby

from tests.fakes.optional import present
from whisper_diarize.records import AttributedTranscript, Span, Turn
from whisper_diarize.review import stretch_turn

FIRST = Turn(0, 3, "A")


def said(transcript: AttributedTranscript) -> list[tuple[str | None, str]]:
    by_speaker = groupby(transcript.segments, key=lambda segment: segment.speaker)
    return [(speaker, " ".join(segment.text.strip() for segment in run)) for speaker, run in by_speaker]


def turns(transcript: AttributedTranscript) -> set[Turn]:
    return set(present(transcript.diarization).turns)


def test_words_that_fall_out_of_a_turn_go_to_the_next_speaker(talk: AttributedTranscript) -> None:
    moved = stretch_turn(talk, FIRST, Span(0, 1.8))

    assert said(moved) == [("A", "One two"), ("B", "three four"), ("A", "Five.")]
    assert Turn(0, 1.8, "A") in turns(moved)
    assert Turn(2, 3, "B") in turns(moved)


def test_words_that_come_into_a_turn_are_its_speakers(talk: AttributedTranscript) -> None:
    moved = stretch_turn(talk, FIRST, Span(0, 5))

    assert said(moved)[0] == ("A", "One two three four Five.")
    assert turns(moved) == {Turn(0, 5, "A"), Turn(3.5, 4, "B"), Turn(6, 7, "A")}


def test_word_whose_middle_stays_does_not_go(talk: AttributedTranscript) -> None:
    assert said(stretch_turn(talk, FIRST, Span(0, 2.6))) == said(talk)


def test_words_go_to_the_one_who_talks_there_already(talk: AttributedTranscript) -> None:
    diarization = present(talk.diarization)
    busy = replace(talk, diarization=replace(diarization, turns=(*diarization.turns, Turn(1.5, 3.2, "C"))))

    assert said(stretch_turn(busy, FIRST, Span(0, 1.8)))[1] == ("C", "three")


def test_words_stay_where_no_other_speaker_is(talk: AttributedTranscript) -> None:
    assert said(stretch_turn(talk, FIRST, Span(1.2, 3))) == said(talk)


def test_segment_without_word_times_goes_as_a_whole(talk: AttributedTranscript) -> None:
    moved = stretch_turn(talk, Turn(3.5, 5, "B"), Span(3.5, 6.9))

    assert said(moved)[-1] == ("B", "four Five.")


def test_without_such_a_turn_or_without_length_nothing_changes(talk: AttributedTranscript) -> None:
    assert stretch_turn(talk, Turn(0, 3, "B"), Span(0, 1)) is talk
    assert stretch_turn(talk, FIRST, Span(2, 2)) is talk
    assert stretch_turn(replace(talk, diarization=None), FIRST, Span(0, 1)).diarization is None

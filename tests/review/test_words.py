"""Corrections of words: their speaker, their text, and their being right."""

from dataclasses import replace

import pytest

from tests.fakes.optional import present
from whisper_diarize.errors import OptionError
from whisper_diarize.records import AttributedTranscript, Speaker, Turn
from whisper_diarize.review import confirm, correct, reassign


def said(transcript: AttributedTranscript) -> list[tuple[str | None, str]]:
    return [(segment.speaker, segment.segment.text) for segment in transcript.segments]


def test_whole_segment_is_given_as_it_is(talk: AttributedTranscript) -> None:
    given = reassign(talk, range(3), "B")

    assert said(given) == [("B", " One two three"), ("B", " four"), ("A", " Five.")]
    assert given.segments[0].reason == "checked"
    assert {word.speaker for word in given.words} == {"B"}


def test_segment_is_cut_where_the_speaker_changes(talk: AttributedTranscript) -> None:
    given = reassign(talk, range(1, 2), "B")

    assert said(given)[:4] == [("A", " One"), ("B", " two"), ("A", " three"), ("B", " four")]
    assert [(segment.start, segment.end) for segment in given.segments[:3]] == [(0, 1), (1, 2), (2, 3)]
    assert [segment.segment.tokens for segment in given.segments[:3]] == [(), (), ()]


def test_words_of_several_segments_are_given(talk: AttributedTranscript) -> None:
    assert said(reassign(talk, range(2, 5), "B")) == [
        ("A", " One two"),
        ("B", " three"),
        ("B", " four"),
        ("B", " Five."),
    ]


def test_text_stays_the_same_whoever_says_it(talk: AttributedTranscript) -> None:
    assert reassign(talk, range(1, 4), "B").text == talk.text


def test_turns_move_with_the_words(talk: AttributedTranscript) -> None:
    given = reassign(talk, range(1, 2), "B")

    moved = (Turn(0, 1, "A"), Turn(1, 2, "B"), Turn(2, 3, "A"), Turn(3.5, 5, "B"), Turn(6, 7, "A"))
    assert present(given.diarization).turns == moved
    assert present(given.diarization).exclusive_turns == moved


def test_turn_that_is_given_joins_those_it_touches(talk: AttributedTranscript) -> None:
    turns = (Turn(0, 3, "A"), Turn(3, 5, "B"))
    touching = replace(talk, diarization=replace(present(talk.diarization), turns=turns))

    assert present(reassign(touching, range(2, 3), "B").diarization).turns == (Turn(0, 2, "A"), Turn(2, 5, "B"))


def test_others_who_talk_at_the_same_time_keep_their_turns_but_not_the_floor(talk: AttributedTranscript) -> None:
    turns = (Turn(0, 3, "A"), Turn(1, 3, "C"))
    both = replace(talk, diarization=replace(present(talk.diarization), turns=turns, exclusive_turns=turns))

    given = reassign(both, range(3), "B").diarization

    assert present(given).turns == (Turn(0, 3, "B"), Turn(1, 3, "C"))
    assert present(given).exclusive_turns == (Turn(0, 3, "B"),)


def test_new_label_is_a_new_speaker(talk: AttributedTranscript) -> None:
    assert reassign(talk, range(1), "C").speakers == (*talk.speakers, Speaker("C", "C"))


def test_without_a_diarization_there_still_are_no_turns(talk: AttributedTranscript) -> None:
    assert reassign(replace(talk, diarization=None), range(1), "B").diarization is None


def test_words_given_to_who_says_them_are_checked_and_nothing_is_cut(talk: AttributedTranscript) -> None:
    given = reassign(talk, range(1, 2), "A")

    assert said(given) == said(talk)
    assert [word.reason for word in given.words] == ["overlap", "checked", "overlap", "overlap"]


def test_confirmed_word_has_no_probability_any_more(talk: AttributedTranscript) -> None:
    confirmed = confirm(talk, range(1, 2))

    assert [word.word.probability for word in confirmed.words] == [0.9, None, 0.9, 0.9]
    assert confirmed.words[1].reason == "checked"
    assert [word.word for word in confirmed.words] == [w for s in confirmed.segments for w in s.segment.words]


def test_confirmed_word_has_no_doubts_but_others_still_talk_at_the_same_time(talk: AttributedTranscript) -> None:
    first = talk.segments[0]
    doubtful = replace(
        first.words[1],
        speaker_confidence=0.4,
        runner_up="B",
        overlap=True,
        other_speakers=("B",),
        no_speech=True,
    )
    words = (first.words[0], doubtful, first.words[2])
    transcript = replace(talk, segments=(replace(first, words=words), *talk.segments[1:]))

    word = confirm(transcript, range(1, 2)).words[1]
    assert (word.speaker_confidence, word.runner_up, word.no_speech) == (None, None, False)
    assert (word.overlap, word.other_speakers) == (True, ("B",))

    given = reassign(transcript, range(1, 2), "B").words[1]
    assert (given.overlap, given.other_speakers) == (False, ())


def test_corrected_word_keeps_its_times_and_the_space_in_front(talk: AttributedTranscript) -> None:
    corrected = correct(talk, 1, "too ")

    assert said(corrected)[0] == ("A", " One too three")
    assert (corrected.words[1].word.start, corrected.words[1].word.end) == (1, 2)
    assert corrected.segments[0].segment.words[1].text == " too"


def test_word_corrected_to_nothing_is_gone(talk: AttributedTranscript) -> None:
    assert said(correct(talk, 1, " "))[0] == ("A", " One three")


def test_segment_without_words_is_gone(talk: AttributedTranscript) -> None:
    assert said(correct(talk, 3, "")) == [("A", " One two three"), ("A", " Five.")]
    assert said(correct(talk, 4, "")) == [("A", " One two three"), ("B", " four")]


def test_text_without_word_times_is_corrected_as_a_whole(talk: AttributedTranscript) -> None:
    assert said(correct(talk, 4, "Six."))[-1] == ("A", " Six.")


def test_corrected_text_has_no_white_space_after_it(talk: AttributedTranscript) -> None:
    last = talk.segments[-1]
    ragged = replace(talk, segments=(replace(last, segment=replace(last.segment, text=" Five.\n")),))

    assert said(correct(ragged, 0, "Five.\n")) == [("A", " Five.")]


@pytest.mark.parametrize("number", [-1, 5])
def test_word_that_is_not_there_is_refused(talk: AttributedTranscript, number: int) -> None:
    with pytest.raises(OptionError, match=f"there is no word {number}"):
        correct(talk, number, "x")

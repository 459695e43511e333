"""Paragraphs, missed turns, edges of turns and comments."""

from dataclasses import replace

import pytest

from whisper_diarize.attribution import attribute
from whisper_diarize.errors import OptionError
from whisper_diarize.formats import Markdown
from whisper_diarize.records import AttributedTranscript, Comment, Diarization, Segment, Span, Transcript, Turn, Word
from whisper_diarize.review import add_turn, begin_paragraph, comment, join_paragraph, move_edges, reassign


@pytest.fixture
def talk() -> AttributedTranscript:
    """A says `one two three` in a second and a half."""
    words = tuple(Word(i / 2, i / 2 + 0.5, f" {text}", 0.9) for i, text in enumerate(("one", "two", "three")))
    segments = (Segment(0.0, 1.5, " one two three", words),)
    return attribute(
        Transcript(segments, "en"),
        Diarization((Turn(0.0, 1.5, "A"),), (Turn(0.0, 1.5, "A"),)),
        name="talk",
        duration=4.0,
    )


def paragraphs(transcript: AttributedTranscript) -> list[tuple[str, bool | None]]:
    return [(segment.text, segment.paragraph) for segment in transcript.segments]


def test_paragraph_begins_with_a_word_and_its_segment_is_cut(talk: AttributedTranscript) -> None:
    assert paragraphs(begin_paragraph(talk, 1)) == [("one", None), ("two three", True)]
    assert paragraphs(begin_paragraph(talk, 0)) == [("one two three", True)]


def test_paragraph_that_is_joined_begins_no_more(talk: AttributedTranscript) -> None:
    parted = begin_paragraph(talk, 1)
    assert paragraphs(join_paragraph(parted, 1)) == [("one", None), ("two three", False)]
    assert join_paragraph(parted, 2) == parted


def test_only_the_first_piece_of_a_segment_begins_the_paragraph(talk: AttributedTranscript) -> None:
    assert paragraphs(reassign(begin_paragraph(talk, 0), range(1, 2), "B")) == [
        ("one", True),
        ("two", None),
        ("three", None),
    ]


def test_readers_see_the_paragraphs_of_a_person(talk: AttributedTranscript) -> None:
    assert Markdown().render(begin_paragraph(talk, 1)) == "# talk\n\n**A** 00:00:00\n\none\n\n00:00:00\n\ntwo three\n"


@pytest.mark.parametrize("edit", [begin_paragraph, join_paragraph])
def test_paragraph_at_a_word_that_is_not_there_is_refused(talk: AttributedTranscript, edit: object) -> None:
    with pytest.raises(OptionError, match="there is no word 3"):
        edit(talk, 3)  # type: ignore[operator]  # each is one


def test_missed_turn_is_added_with_its_words_and_its_speaker(talk: AttributedTranscript) -> None:
    result = add_turn(talk, Span(0.5, 1.0), "B", "oh yes!")
    assert [(segment.speaker, segment.text) for segment in result.segments] == [
        ("A", "one two three"),
        ("B", "oh yes!"),
    ]
    assert [(word.text, word.start, word.end) for word in result.words[3:]] == [
        (" oh", 0.5, 0.667),
        (" yes!", 0.667, 1.0),
    ]
    assert [speaker.label for speaker in result.speakers] == ["A", "B"]
    assert result.diarization is not None
    assert result.diarization.turns == (Turn(0.0, 1.5, "A"), Turn(0.5, 1.0, "B"))
    assert result.diarization.exclusive_turns == (Turn(0.0, 0.5, "A"), Turn(0.5, 1.0, "B"), Turn(1.0, 1.5, "A"))


def test_missed_turn_without_words_is_refused(talk: AttributedTranscript) -> None:
    with pytest.raises(OptionError, match="no text to add"):
        add_turn(talk, Span(0.5, 1.0), "B", " ")


def test_edges_of_a_turn_are_moved_where_there_is_one(talk: AttributedTranscript) -> None:
    result = move_edges(talk, Turn(0.0, 1.5, "A"), Span(0.25, 1.0))
    assert result.diarization is not None
    assert result.diarization.turns == result.diarization.exclusive_turns == (Turn(0.25, 1.0, "A"),)
    assert move_edges(talk, Turn(0.0, 1.0, "A"), Span(0.25, 1.0)) == talk


def test_turn_whose_edges_stay_changes_no_exclusive_turn(talk: AttributedTranscript) -> None:
    talk = replace(talk, diarization=Diarization((Turn(0.0, 1.5, "A"),), ()))
    assert move_edges(talk, Turn(0.0, 1.5, "A"), Span(0.0, 1.5)) == talk


def test_comments_are_in_order_of_time_one_for_a_stretch(talk: AttributedTranscript) -> None:
    result = comment(comment(talk, Span(1.0, 1.5), ""), Span(0.0, 0.5), " ask Ann ")
    assert result.comments == (Comment(0.0, 0.5, "ask Ann"), Comment(1.0, 1.5, ""))
    assert comment(result, Span(0.0, 0.5), None).comments == (Comment(1.0, 1.5, ""),)

"""Text and words of a segment say the same, whatever is done to them."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.records import texts, transcripts
from whisper_diarize.records import AttributedSegment, AttributedTranscript, AttributedWord, Segment, Word
from whisper_diarize.review import correct

HELLO = (Word(0, 1, " Hello"), Word(1, 2, " world."))


def agree(segment: AttributedSegment) -> bool:
    """Whether text and words of an attributed segment are one thing."""
    words = tuple(word.word for word in segment.words)
    said = "".join(word.text for word in words)
    return segment.segment.words == words and (not words or segment.segment.text == said)


@given(transcripts, st.functions(like=lambda word: ..., returns=texts, pure=True))  # type: ignore[misc]  # a kind that only runs can tell
def test_they_agree_after_words_were_mapped(transcript: AttributedTranscript, change: Any) -> None:
    assert all(map(agree, transcript.map_words(change).segments))


@given(transcripts, texts)
def test_they_agree_after_the_text_was_changed(transcript: AttributedTranscript, text: str) -> None:
    assert all(map(agree, transcript.with_text([text] * len(transcript.segments)).segments))


@given(transcripts.filter(lambda transcript: transcript.segments), texts, st.data())
def test_they_agree_after_a_correction(transcript: AttributedTranscript, text: str, data: Any) -> None:
    count = sum(len(segment.words) or 1 for segment in transcript.segments)

    corrected = correct(transcript, data.draw(st.integers(0, count - 1)), text)

    assert all(map(agree, corrected.segments))


def test_white_space_around_a_text_is_that_of_its_words() -> None:
    assert Segment(0, 2, "Hello world.", HELLO).text == " Hello world."


@pytest.mark.parametrize("text", [" Hallo Welt.", " Hello world", " Helloworld.", ""])
def test_text_that_is_not_what_the_words_say_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not what the words say, ' Hello world\.': change both"):
        Segment(0, 2, text, HELLO)


def test_words_that_change_take_the_text_along() -> None:
    segment = Segment(0, 2, " Hello world.", HELLO, tokens=(1, 2))

    assert segment.with_words(HELLO[:1]) == Segment(0, 2, " Hello", HELLO[:1])
    assert segment.with_words(HELLO) == segment
    assert segment.with_words(()) == replace(segment, words=())


def test_text_that_changes_leaves_the_words_behind() -> None:
    segment = Segment(0, 2, " Hello world.", HELLO, tokens=(1, 2))

    assert segment.with_text("Hallo Welt.\n") == Segment(0, 2, " Hallo Welt.")
    assert segment.with_text("Hello world.") is segment


def test_plain_words_are_those_that_have_speakers() -> None:
    words = tuple(AttributedWord(word, "A", "overlap") for word in HELLO)

    attributed = AttributedSegment(Segment(0, 2, " Hello world."), "A", "overlap", words)

    assert attributed.segment.words == HELLO


def test_attributed_segment_does_not_lose_words() -> None:
    with pytest.raises(ValueError, match="needs them with their speakers"):
        AttributedSegment(Segment(0, 2, " Hello world.", HELLO), "A", "overlap")

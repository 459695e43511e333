"""Paragraphs to read: a speaker's text until another begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from whisper_diarize.records import AttributedSegment, AttributedTranscript, Comment
from whisper_diarize.text import ends_sentence

from .cleaning import one_line
from .cues import milliseconds
from .names import shown_names

LONG_PARAGRAPH = 600
"""Characters after which a paragraph ends with the next sentence."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that begins at `start` (milliseconds); `continued` if the one before is the same speaker's.

    `comments` are those on its words: the words, and the text, which may be empty.
    """

    speaker: str | None
    start: int
    text: str
    continued: bool = False
    comments: tuple[tuple[str, str], ...] = ()


def paragraphs(transcript: AttributedTranscript) -> Iterator[Paragraph]:
    """Yield the paragraphs in the transcript's order."""
    names = shown_names(transcript)
    for speaker, run in groupby(transcript.segments, key=lambda segment: names[segment.speaker]):
        continued = False
        for part in _parts(run):
            # texts are joined as they are: they bring the space in front of them, in languages that write one
            text = one_line("".join(segment.segment.text for segment in part))
            if text:
                comments = tuple(_comments(transcript.comments, part)) if transcript.comments else ()
                yield Paragraph(speaker, milliseconds(part[0].start), text, continued, comments)
                continued = True


def _comments(comments: tuple[Comment, ...], part: list[AttributedSegment]) -> Iterator[tuple[str, str]]:
    """Yield the words and the text of each comment on words of `part`."""
    words = [word for segment in part for word in segment.words]
    for comment in comments:
        said = one_line("".join(word.text for word in words if comment.start <= word.start and word.end <= comment.end))
        if said:
            yield said, one_line(comment.text)


def _parts(run: Iterable[AttributedSegment]) -> Iterator[list[AttributedSegment]]:
    """Cut a speaker's text where a person did, and after a sentence where it has become long."""
    part: list[AttributedSegment] = []
    length, is_long = 0, False
    for segment in run:
        if part and (segment.paragraph or (is_long and segment.paragraph is None)):
            yield part
            part, length = [], 0
        part.append(segment)
        length += len(segment.segment.text)
        is_long = length > LONG_PARAGRAPH and ends_sentence(segment.text)
    if part:
        yield part

"""Paragraphs to read: a speaker's text until another begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from whisper_diarize.records import AttributedSegment, AttributedTranscript
from whisper_diarize.text import ends_sentence

from .cleaning import one_line
from .cues import milliseconds
from .names import shown_names

LONG_PARAGRAPH = 600
"""Characters after which a paragraph ends with the next sentence."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that begins at `start` (milliseconds); `continued` if the one before is the same speaker's."""

    speaker: str | None
    start: int
    text: str
    continued: bool = False


def paragraphs(transcript: AttributedTranscript) -> Iterator[Paragraph]:
    """Yield the paragraphs in the transcript's order."""
    names = shown_names(transcript)
    for speaker, run in groupby(transcript.segments, key=lambda segment: names[segment.speaker]):
        continued = False
        for part in _parts(run):
            # texts are joined as they are: they bring the space in front of them, in languages that write one
            text = one_line("".join(segment.segment.text for segment in part))
            if text:
                yield Paragraph(speaker, milliseconds(part[0].start), text, continued)
                continued = True


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

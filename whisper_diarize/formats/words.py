"""The words of a segment with their times, for formats that are made of words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from whisper_diarize.records import AttributedSegment, Word

from .cleaning import one_line
from .cues import milliseconds


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word without white space in it; times are whole milliseconds, and guessed if not `measured`.

    The probabilities, of the word and of its speaker, are None if they are not known.
    """

    text: str
    start: int
    end: int
    probability: float | None
    measured: bool
    speaker_confidence: float | None = None


def spoken_words(segment: AttributedSegment) -> list[Word]:
    """Return the words of a segment if they make up its text; none if the text alone was changed."""
    words = [word.word for word in segment.words]
    said = "".join("".join(word.text for word in words).split())
    return words if said == "".join(segment.segment.text.split()) else []


def timed_words(segment: AttributedSegment) -> Iterator[TimedWord]:
    """Yield the parts of a segment between white space; without word times, each has a share of the time."""
    whole = segment.segment
    words = spoken_words(segment)
    measured = bool(words)
    sure = [word.speaker_confidence for word in segment.words] if measured else [None]
    for word, speaker_confidence in zip(words or [Word(whole.start, whole.end, whole.text)], sure, strict=True):
        parts = one_line(word.text).split()
        total = sum(map(len, parts))
        shares = [0.0, *accumulate(len(part) / total for part in parts)]
        times = [milliseconds(word.start + word.duration * min(1.0, share)) for share in shares]
        if len(parts) == 1:
            times[1] = milliseconds(word.end)
        for part, start, end in zip(parts, times, times[1:], strict=False):
            yield TimedWord(part, start, end, word.probability, measured, speaker_confidence)

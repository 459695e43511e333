"""Captions as they stand, and each change of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from whisper_diarize import Segment, Transcript, Word
from whisper_diarize.text import ends_sentence

from .labels import UNKNOWN

PAUSE_SECONDS = 1.0  # ends a segment
LONGEST_SECONDS = 30.0


@dataclass
class Captions:
    """Words that are certain, and who says each: a label, or `?` as long as it is not known.

    Words and times never change; labels may.
    """

    words: list[Word] = field(default_factory=list)
    speakers: list[str] = field(default_factory=list)

    def add(self, words: Sequence[Word]) -> range:
        """Add words; return their places."""
        first = len(self.words)
        self.words.extend(words)
        self.speakers.extend(UNKNOWN for _ in words)
        return range(first, len(self.words))

    def lines(self, first: int = 0) -> Iterator[tuple[str, range]]:
        """Yield the label and the places of words that one speaker says without a pause, from a place on."""
        for segment in segments(self.words, first):
            for speaker, places in groupby(segment, key=self.speakers.__getitem__):
                listed = list(places)
                yield speaker, range(listed[0], listed[-1] + 1)

    def text(self, places: range) -> str:
        """Return the text of some words."""
        return "".join(self.words[place].text for place in places).strip()

    def transcript(self, engine: str) -> Transcript:
        """Return the words as an engine would."""
        cut = [[self.words[place] for place in places] for places in segments(self.words)]
        return Transcript(
            tuple(
                Segment(some[0].start, some[-1].end, "".join(word.text for word in some), tuple(some)) for some in cut
            ),
            engine=engine,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """The change of captions by one step.

    Attributes:
        at: seconds on the clock.
        heard: seconds of the recording that were there.
        added: places of words that became certain.
        revised: places of words before them whose label changed.
        tentative: words that may still change.
    """

    at: float
    heard: float
    added: range
    revised: tuple[int, ...]
    tentative: tuple[Word, ...]


def revisions(change: Change, captions: Captions) -> Iterator[tuple[str, list[int]]]:
    """Yield each label that old words have now, and their places."""
    ordered = sorted(change.revised, key=lambda place: (captions.speakers[place], place))
    for speaker, places in groupby(ordered, key=captions.speakers.__getitem__):
        yield speaker, list(places)


def segments(words: Sequence[Word], first: int = 0) -> Iterator[range]:
    """Yield the places of words up to the end of a sentence, a pause, or 30 s."""
    begin = first
    for place in range(first, len(words)):
        last = place + 1 == len(words)
        if (
            last
            or ends_sentence(words[place].text)
            or words[place + 1].start - words[place].end > PAUSE_SECONDS
            or words[place + 1].end - words[begin].start > LONGEST_SECONDS
        ):
            yield range(begin, place + 1)
            begin = place + 1

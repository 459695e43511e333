"""Captions as they stand, and each change of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from whisper_diarize import Segment, Transcript, Turn, Word
from whisper_diarize.text import ends_sentence

from .labels import UNKNOWN

PAUSE_SECONDS = 1.0  # ends a segment
LONGEST_SECONDS = 30.0


@dataclass
class Captions:
    """Words that are certain, and who says each: a label, `?` as long as it is not known, or none if it is not asked.

    Words and times never change; labels may. Words of several channels come as they are certain: those of one channel
    are in order of time.

    Attributes:
        words: the words.
        speakers: the label of each.
        turns: who talks when, by the shown labels, in the part of the recording that the diarizer has seen.
        names: people whose voice a label has, by label: suggestions, which may change.
    """

    words: list[Word] = field(default_factory=list)
    speakers: list[str] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def add(self, words: Sequence[Word], speaker: str = UNKNOWN) -> range:
        """Add words; return their places."""
        first = len(self.words)
        self.words.extend(words)
        self.speakers.extend(speaker for _ in words)
        return range(first, len(self.words))

    def shown(self, speaker: str) -> str:
        """Return a label as people read it: with the name that its voice suggests."""
        name = self.names.get(speaker)
        return f"{speaker} ({name}?)" if name else speaker

    def lines(self, first: int = 0) -> Iterator[tuple[str, range]]:
        """Yield the label and the places of words that one speaker says without a pause, from a place on."""
        for segment in segments(self.words, first):
            for speaker, places in groupby(segment, key=self.speakers.__getitem__):
                listed = list(places)
                yield speaker, range(listed[0], listed[-1] + 1)

    def text(self, places: range) -> str:
        """Return the text of some words."""
        return "".join(self.words[place].text for place in places).strip()

    def transcript(self, engine: str, channel: int | None = None) -> Transcript:
        """Return the words of a channel as an engine would; None is that of a recording with one."""
        words = [word for word in self.words if word.channel == channel]
        cut = [[words[place] for place in places] for places in segments(words)]
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
        named: labels for which another name is suggested now.
    """

    at: float
    heard: float
    added: range
    revised: tuple[int, ...]
    tentative: tuple[Word, ...]
    named: tuple[str, ...] = ()


def revisions(change: Change, captions: Captions) -> Iterator[tuple[str, list[int]]]:
    """Yield each label that old words have now, and their places."""
    ordered = sorted(change.revised, key=lambda place: (captions.speakers[place], place))
    for speaker, places in groupby(ordered, key=captions.speakers.__getitem__):
        yield speaker, list(places)


def segments(words: Sequence[Word], first: int = 0) -> Iterator[range]:
    """Yield the places of words up to the end of a sentence, a pause, another channel, or 30 s."""
    begin = first
    for place in range(first, len(words)):
        last = place + 1 == len(words)
        if (
            last
            or words[place + 1].channel != words[place].channel
            or ends_sentence(words[place].text)
            or words[place + 1].start - words[place].end > PAUSE_SECONDS
            or words[place + 1].end - words[begin].start > LONGEST_SECONDS
        ):
            yield range(begin, place + 1)
            begin = place + 1

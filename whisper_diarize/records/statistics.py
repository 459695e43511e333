"""Speaker statistics: how much each speaker talks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .attributed import AttributedSegment
from .diarization import Turn
from .fields import Plain, rounded
from .speaker import Speaker


@dataclass(frozen=True, slots=True)
class SpeakerStatistics:
    """One speaker's share: seconds of talk and number of turns as diarized, number of words as transcribed."""

    speaker: Speaker
    seconds: float
    turns: int
    words: int

    def to_dict(self) -> Plain:
        """Return speaker and figures as plain values."""
        figures = {"seconds": rounded(self.seconds), "turns": self.turns, "words": self.words}
        return {**self.speaker.to_dict(), **figures}


def speaker_statistics(
    speakers: Iterable[Speaker], turns: Iterable[Turn], segments: Iterable[AttributedSegment]
) -> tuple[SpeakerStatistics, ...]:
    """Return the figures for each of `speakers`, in that order.

    In a segment without word times, words are what white space separates.
    """
    seconds: defaultdict[str, float] = defaultdict(float)
    count: Counter[str] = Counter()
    words: Counter[str | None] = Counter()
    for turn in turns:
        seconds[turn.speaker] += turn.duration
        count[turn.speaker] += 1
    for segment in segments:
        words[segment.speaker] += segment.num_words
    return tuple(
        SpeakerStatistics(speaker, seconds[speaker.label], count[speaker.label], words[speaker.label])
        for speaker in speakers
    )

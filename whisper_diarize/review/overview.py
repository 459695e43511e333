"""Speakers at a glance: their figures, a sample of what they say, and what to doubt."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from whisper_diarize.records import AttributedTranscript, SpeakerStatistics

from .doubts import doubts

GHOST_SHARE = 0.02
"""Who says fewer of the words than this, and at most `GHOST_WORDS`, may be nobody: a cough, or another's voice."""
GHOST_WORDS = 10


@dataclass(frozen=True, slots=True)
class SpeakerOverview:
    """A speaker's `figures`, the longest thing they say at once, and what to doubt.

    `doubtful` counts their doubtful words. A `ghost` says so little that this may be nobody.
    """

    figures: SpeakerStatistics
    sample: str
    doubtful: int
    ghost: bool


def speaker_overviews(transcript: AttributedTranscript) -> tuple[SpeakerOverview, ...]:
    """Return an overview of each of `transcript.speakers`, in that order."""
    doubtful = Counter(word.speaker for word in transcript.words if doubts(word))
    samples: dict[str | None, str] = {}
    for segment in transcript.segments:
        if len(segment.text) > len(samples.get(segment.speaker, "")):
            samples[segment.speaker] = segment.text
    statistics = transcript.statistics()
    fewest = min(GHOST_WORDS + 1, GHOST_SHARE * sum(row.words for row in statistics))
    return tuple(
        SpeakerOverview(
            figures=row,
            sample=" ".join(samples.get(row.speaker.label, "").split()),
            doubtful=doubtful[row.speaker.label],
            ghost=row.words == 0 or row.words < fewest,
        )
        for row in statistics
    )

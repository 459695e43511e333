"""Overview of speakers: figures, a sample of their words, and doubts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from whisper_diarize.quality import ghosts
from whisper_diarize.records import AttributedTranscript, SpeakerStatistics

from .doubts import doubts


@dataclass(frozen=True, slots=True)
class SpeakerOverview:
    """A speaker's `figures`, the longest thing they say at once, and doubts.

    `doubtful` counts their doubtful words. A `ghost` may not exist: see `quality.ghosts`.
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
    doubted = ghosts(transcript)
    return tuple(
        SpeakerOverview(
            figures=row,
            sample=" ".join(samples.get(row.speaker.label, "").split()),
            doubtful=doubtful[row.speaker.label],
            ghost=row.speaker.label in doubted,
        )
        for row in transcript.statistics()
    )

"""How much each speaker talks."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from .attributed import AttributedTranscript, Speaker


@dataclass(frozen=True, slots=True)
class SpeakerStatistics:
    """One speaker's share: seconds of talk and number of turns as diarized, number of words as transcribed."""

    speaker: Speaker
    seconds: float
    turns: int
    words: int


def speaker_statistics(transcript: AttributedTranscript) -> tuple[SpeakerStatistics, ...]:
    """Return the figures for each of `transcript.speakers`, in that order.

    In a segment without word times, words are what white space separates.
    """
    seconds: defaultdict[str, float] = defaultdict(float)
    turns: Counter[str] = Counter()
    words: Counter[str | None] = Counter()
    for turn in transcript.diarization.turns if transcript.diarization else ():
        seconds[turn.speaker] += turn.duration
        turns[turn.speaker] += 1
    for segment in transcript.segments:
        words[segment.speaker] += len(segment.words) or len(segment.text.split())
    return tuple(
        SpeakerStatistics(speaker, seconds[speaker.label], turns[speaker.label], words[speaker.label])
        for speaker in transcript.speakers
    )

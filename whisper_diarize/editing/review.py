"""What a person should look at: doubtful words, and speakers who may be nobody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from whisper_diarize.records import AttributedTranscript, AttributedWord, SpeakerStatistics, speaker_statistics

Doubt = Literal["word", "speaker", "nobody"]
"""The engine is not sure of the word; of its speaker; nobody was heard where the word is."""

DOUBTFUL_PROBABILITY = 0.5
DOUBTFUL_CONFIDENCE = 0.7

GHOST_SHARE = 0.02
"""Who says fewer of the words than this, and at most `GHOST_WORDS`, may be nobody: a cough, or another's voice."""
GHOST_WORDS = 10


@dataclass(frozen=True, slots=True)
class SpeakerReview:
    """A speaker's `figures`, the longest thing they say at once, and what to doubt.

    `doubtful` counts their doubtful words. A `ghost` says so little that this may be nobody.
    """

    figures: SpeakerStatistics
    sample: str
    doubtful: int
    ghost: bool


def doubts(word: AttributedWord) -> tuple[Doubt, ...]:
    """Return what is doubtful about a word."""
    found: list[Doubt] = []
    probability = word.word.probability
    confidence = word.speaker_confidence
    if probability is not None and probability < DOUBTFUL_PROBABILITY:
        found.append("word")
    if confidence is not None and confidence < DOUBTFUL_CONFIDENCE:
        found.append("speaker")
    if word.reason == "nearest" or word.no_speech:
        found.append("nobody")
    return tuple(found)


def review_speakers(transcript: AttributedTranscript) -> tuple[SpeakerReview, ...]:
    """Return a review of each of `transcript.speakers`, in that order."""
    doubtful = Counter(word.speaker for word in transcript.words if doubts(word))
    samples: dict[str | None, str] = {}
    for segment in transcript.segments:
        if len(segment.text) > len(samples.get(segment.speaker, "")):
            samples[segment.speaker] = segment.text
    statistics = speaker_statistics(transcript)
    fewest = min(GHOST_WORDS + 1, GHOST_SHARE * sum(row.words for row in statistics))
    return tuple(
        SpeakerReview(
            figures=row,
            sample=" ".join(samples.get(row.speaker.label, "").split()),
            doubtful=doubtful[row.speaker.label],
            ghost=row.words == 0 or row.words < fewest,
        )
        for row in statistics
    )

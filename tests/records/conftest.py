"""A result to work with."""

import pytest

from whisper_diarize.records import (
    AttributedSegment,
    AttributedTranscript,
    AttributedWord,
    Diarization,
    Quality,
    Segment,
    Speaker,
    Turn,
    Word,
)


@pytest.fixture
def talk() -> AttributedTranscript:
    """` Good morning, Lee.` by A, with word times, then ` Hi.` by B, without."""
    said = (Word(0.0, 0.5, " Good", 0.9), Word(0.5, 1.0, " morning,", 0.8), Word(1.0, 1.4, " Lee.", 0.7))
    words = tuple(AttributedWord(word, "A", "overlap", speaker_confidence=0.75) for word in said)
    first = AttributedSegment(Segment(0.0, 1.4, " Good morning, Lee.", said, tokens=(1, 2)), "A", "overlap", words)
    second = AttributedSegment(Segment(2.0, 2.5, " Hi.", tokens=(3,)), "B", "nearest")
    turns = (Turn(0.0, 1.5, "A"), Turn(2.0, 2.5, "B"))
    quality = Quality(speech=0.8)
    return AttributedTranscript(
        (first, second), (Speaker("A", "Ann"), Speaker("B", "B")), Diarization(turns, quality=quality), "en",
        name="talk", duration=79.04,
    )  # fmt: skip

"""A transcript to correct."""

import pytest

from whisper_diarize.attribution import attribute
from whisper_diarize.records import AttributedTranscript, Diarization, Segment, Transcript, Turn, Word


@pytest.fixture
def talk() -> AttributedTranscript:
    """`One two three` by A, `four` by B, both in one segment; then `Five.` by A, without word times."""
    words = (Word(0, 1, " One", 0.9), Word(1, 2, " two", 0.2), Word(2, 3, " three", 0.9), Word(4, 5, " four", 0.9))
    said = Segment(0, 5, " One two three four", words, tokens=(1,))
    turns = (Turn(0, 3, "A"), Turn(3.5, 5, "B"), Turn(6, 7, "A"))
    transcript = Transcript((said, Segment(6, 7, " Five.")), "en")
    return attribute(transcript, Diarization(turns, turns), name="talk", duration=8.0)

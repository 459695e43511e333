"""Transcripts to render."""

from collections.abc import Callable

import pytest

from tests.fakes.transcripts import good_morning, silent
from whisper_diarize.attribution import attribute
from whisper_diarize.records import AttributedTranscript, Diarization, Segment, Transcript, Turn


@pytest.fixture
def transcript() -> AttributedTranscript:
    """`Good morning.` by Ann Lee, `Hi, Ann.` by SPEAKER_01, both cut from one segment."""
    return good_morning()


@pytest.fixture
def plain_transcript() -> AttributedTranscript:
    """Two segments that nobody asked to diarize."""
    segments = (Segment(0.0, 1.2, " Good morning."), Segment(2.0, 3.0, " Hi, Ann."))
    return attribute(Transcript(segments, "en"), None, name="talk", duration=4.0)


@pytest.fixture
def silence() -> AttributedTranscript:
    """A transcript without words or turns."""
    return silent()


@pytest.fixture
def say() -> Callable[..., AttributedTranscript]:
    """Return a function from (start, end, speaker, text) rows to a transcript without word times."""

    def build(*rows: tuple[float, float, str, str]) -> AttributedTranscript:
        segments = tuple(Segment(start, end, text) for start, end, _, text in rows)
        turns = tuple(Turn(start, end, speaker) for start, end, speaker, _ in rows)
        return attribute(Transcript(segments), Diarization(turns), name="talk", duration=60.0)

    return build

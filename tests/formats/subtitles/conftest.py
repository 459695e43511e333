"""Transcripts whose words have times."""

from collections.abc import Callable
from typing import Any

import pytest

from whisper_diarize.attribution import attribute
from whisper_diarize.records import AttributedTranscript, Diarization, Segment, Transcript, Turn, Word


@pytest.fixture
def spoken() -> Callable[..., AttributedTranscript]:
    """Return a function from (start, speaker, text) rows to a transcript: 0.3 s a word, `|` is a second of silence."""

    def build(*rows: Any, seconds: float = 0.3) -> AttributedTranscript:
        segments, turns = [], []
        for start, speaker, text in rows:
            words, clock = [], float(start)
            for token in text.split(" "):
                pause = token.endswith("|")
                words.append(Word(round(clock, 3), round(clock + seconds, 3), f" {token.rstrip('|')}"))
                clock += seconds + pause
            span = (words[0].start, words[-1].end)
            segments.append(Segment(*span, "".join(word.text for word in words), tuple(words)))
            turns.append(Turn(*span, speaker))
        return attribute(Transcript(tuple(segments)), Diarization(tuple(turns)), name="talk", duration=99.0)

    return build


@pytest.fixture
def say() -> Callable[..., AttributedTranscript]:
    """Return a function from (start, end, speaker, text) rows to a transcript without word times."""

    def build(*rows: Any) -> AttributedTranscript:
        segments = tuple(Segment(start, end, text) for start, end, _, text in rows)
        turns = tuple(Turn(start, end, speaker) for start, end, speaker, _ in rows)
        return attribute(Transcript(segments), Diarization(turns), name="talk", duration=99.0)

    return build

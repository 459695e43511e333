"""Inputs for tests: sound that is not speech, and a short transcript of two speakers."""

from __future__ import annotations

import numpy as np

from whisper_diarize.attribution import attribute
from whisper_diarize.records import (
    SAMPLE_RATE,
    AttributedTranscript,
    Audio,
    Diarization,
    Segment,
    Transcript,
    Turn,
    Word,
)


def tone(seconds: float = 1.0, frequency: float = 220.0) -> Audio:
    """Return a sine at `frequency` Hz: sound that is not speech."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return Audio((0.1 * np.sin(2 * np.pi * frequency * time)).astype(np.float32), source="tone.wav", name="tone")


def silence(seconds: float = 1.0) -> Audio:
    """Return digital silence."""
    return Audio(np.zeros(round(seconds * SAMPLE_RATE), np.float32), source="silence.wav", name="silence")


def attributed_example() -> AttributedTranscript:
    """Return a short transcript of two speakers that talk at once for a moment: what an exporter may meet."""
    words = (
        Word(0.0, 0.4, " Shall"),
        Word(0.4, 0.6, " we"),
        Word(0.6, 1.1, " start?"),
        Word(1.0, 1.4, " Yes,"),
        Word(1.5, 1.9, " please."),
    )
    text = "".join(word.text for word in words)
    transcript = Transcript((Segment(0.0, 1.9, text, words),), language="en", engine="example")
    turns = (Turn(0.0, 1.2, "SPEAKER_00"), Turn(1.0, 2.0, "SPEAKER_01"))
    return attribute(transcript, Diarization(turns, model="example"), name="example", duration=2.0)

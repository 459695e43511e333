"""Inputs for tests: sound that is not speech, and a transcript of each kind that a component may meet."""

from __future__ import annotations

from dataclasses import replace

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
    """Return a short transcript of two speakers who talk at once for a moment, as an exporter may meet it."""
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


HOSTILE_NAMES = (
    "Ann\nBob",
    "x\n\n7\n00:00:00,000 --> 00:00:02,000\nboo",
    "<v Bob></v>&gt;",
    "{\\an8}\\N",
    '"quoted", a;b:c|d\t#',
    "../../etc/passwd",
    "%s {0} {name} $x",
    "=1+1",
    "\x1b[31mred\x07",
    "\u202egnp.exe\u2066",
    "\u05e9\u05dc\u05d5\u05dd 你好 👩\u200d👩\u200d👧 e\u0301",
    "n" * 1000,
    " ",
)
"""Names and words that are markup, commands or control characters to some reader."""


def example_transcripts() -> dict[str, AttributedTranscript]:
    """Return one transcript of each kind that a component may meet, by its peculiarity."""
    example = attributed_example()
    words = tuple(word.word for word in example.words)
    text_only = (Segment(0.0, 1.1, " Shall we start?"), Segment(1.0, 1.9, " Yes, please."))
    return {
        "nothing at all": AttributedTranscript(),
        "no words": AttributedTranscript(diarization=example.diarization, duration=2.0),
        "a conversation": example,
        "segments without word times": _attributed(text_only),
        "words without speakers": attribute(Transcript((_segment(words),)), None, name="example", duration=2.0),
        "ten hours": _attributed(tuple(_segment((word,)) for word in _all_day())),
        "unordered words": _attributed((_segment(words[::-1]),)),
        "words of no length": _attributed((_segment(tuple(replace(word, end=word.start) for word in words)),)),
        "hostile names and words": hostile_example(),
    }


def hostile_example() -> AttributedTranscript:
    """Return a transcript of speakers whose names and words are `HOSTILE_NAMES`, a second each."""
    said = tuple(Word(second, second + 1.0, f" {text}") for second, text in enumerate(HOSTILE_NAMES))
    turns = tuple(Turn(word.start, word.end, f"SPEAKER_{second:02}") for second, word in enumerate(said))
    return _attributed(tuple(_segment((word,)) for word in said), turns).with_names(HOSTILE_NAMES)


def _all_day() -> tuple[Word, ...]:
    """Return a word every six minutes, the last just before ten hours are over."""
    return tuple(Word(minute * 60 + 59.25, minute * 60 + 59.999, f" {minute}") for minute in range(5, 600, 6))


def _segment(words: tuple[Word, ...]) -> Segment:
    start, end = min(word.start for word in words), max(word.end for word in words)
    return Segment(start, end, "".join(word.text for word in words), words)


def _attributed(segments: tuple[Segment, ...], turns: tuple[Turn, ...] = ()) -> AttributedTranscript:
    end = max(segment.end for segment in segments)
    found = turns or (Turn(0.0, end * 0.6, "SPEAKER_00"), Turn(end * 0.5, end, "SPEAKER_01"))
    return attribute(Transcript(segments, language="en"), Diarization(found), name="example", duration=end)

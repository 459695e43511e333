"""Engines without models, for tests and trials (`--plugin whisper_diarize_server.fake_engines`)."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from whisper_diarize import (
    Audio,
    Diarization,
    Diarizer,
    Progress,
    Register,
    Segment,
    SpeakerCount,
    Transcriber,
    Transcript,
    Turn,
    VoiceFigures,
    VoiceModel,
    hookimpl,
    tell_segment,
)
from whisper_diarize.testing import FakeEngines, FakeTranscriber

API_VERSION = 1

STEP_SECONDS = 0.02
MAX_GATE_SECONDS = 10.0
GATED_SECONDS = 2.25
TURN_SECONDS = 6.0
LABELS = ("SPEAKER_00", "SPEAKER_01")
FATAL_SECONDS = 3.5
"""The length of a recording that ends the process of a `fragile` engine."""


@dataclass(frozen=True)
class WaitingOptions:
    """Options of waiting.

    Attributes:
        seconds: the time that a recording takes.
        runs: a file that gets a line for each recording.
        gate: a file for which it waits after the first word of a recording of 2.25 s; each word is a segment.
        fragile: end the process on a recording of 3.5 s.
        language: any.
        task: any.
        initial_prompt: any.
    """

    seconds: float = 0.1
    runs: str = ""
    gate: str = ""
    fragile: bool = False
    language: str | None = None
    task: str = "transcribe"
    initial_prompt: str | None = None


class Waiting:
    """An engine that takes its time, and says hello world."""

    def __init__(self, options: WaitingOptions) -> None:
        self._options = options

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        """Wait, and return the words."""
        options = self._options
        end = time.monotonic() + options.seconds
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, STEP_SECONDS))
            progress(max(0.0, options.seconds - left), options.seconds)
        gated = options.gate and round(audio.duration, 2) == GATED_SECONDS
        written = _piecewise(Path(options.gate)) if gated else FakeTranscriber().transcribe(audio, progress)
        if options.fragile and round(audio.duration, 2) == FATAL_SECONDS:
            os._exit(1)
        if options.runs and audio.duration >= 1:  # shorter ones only warm the engine up
            with Path(options.runs).open("a", encoding="ascii") as file:
                file.write(f"{audio.duration:.2f}\n")
        return written


def _piecewise(gate: Path) -> Transcript:
    """Tell a word, wait for the gate, and tell the next."""
    segments = [Segment(word.start, word.end, word.text, (word,)) for word in FakeTranscriber().words]
    for number, segment in enumerate(segments):
        end = time.monotonic() + MAX_GATE_SECONDS
        while number and not gate.exists() and time.monotonic() < end:
            time.sleep(STEP_SECONDS)
        tell_segment(segment.start, segment.end, segment.text)
    return Transcript(tuple(segments), language="en", engine="waiting")


@hookimpl
def register_transcribers(register: Register[Transcriber]) -> None:
    """Offer `--transcriber waiting`."""
    register("waiting", Waiting, options=WaitingOptions, summary="waits, and says hello world")


class Voiced:
    """A diarizer that finds two voices by turns of six seconds, which can be told apart."""

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:  # noqa: ARG002
        """Return the turns, and the vectors of the voices."""
        progress(audio.duration, audio.duration)
        count = round(audio.duration / TURN_SECONDS)
        labels = [LABELS[place % 2] for place in range(count)]
        turns = [Turn(TURN_SECONDS * place, TURN_SECONDS * (place + 1), label) for place, label in enumerate(labels)]
        vectors = dict(zip(LABELS, np.eye(2, dtype=np.float32), strict=True))
        network = VoiceModel("0" * 64, VoiceFigures(cutoff=0.7, slope=20.0))
        return Diarization(tuple(turns), model="voiced", embeddings=vectors, voice_model=network)


@hookimpl
def register_diarizers(register: Register[Diarizer]) -> None:
    """Offer `--diarizer fake` and `voiced`."""
    FakeEngines().register_diarizers(register)
    register("voiced", lambda _: Voiced(), summary="finds two voices that can be compared")

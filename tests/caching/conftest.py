"""Fixtures for tests of the cache: one of their own, and engines that count how often they are asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from whisper_diarize import Progress
from whisper_diarize.caching import Store
from whisper_diarize.records import Audio, Diarization, Inference, SpeakerCount, Transcript, Turn
from whisper_diarize.testing import FakeTranscriber, ProgressRecorder


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty cache of a megabyte."""
    return Store(tmp_path / "cache", 1_000_000)


@pytest.fixture
def progress() -> ProgressRecorder:
    return ProgressRecorder()


@dataclass
class Engine(FakeTranscriber):
    """Says hello world, and how often it did."""

    key: str | None = "model 1"
    calls: int = 0

    def cache_key(self) -> str | None:
        return self.key

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        self.calls += 1
        return FakeTranscriber.transcribe(self, audio, progress)


@dataclass
class Listener:
    """A diarizer whose windows are the seconds of a recording; as many speakers as are wanted take turns in them."""

    key: str | None = "weights 1"
    heard: list[int] = field(default_factory=list)
    fails_at: int | None = None

    def cache_key(self) -> str | None:
        return self.key

    def infer(self, audio: Audio, known: Inference, progress: Progress) -> Iterator[Inference]:
        total = round(audio.duration)
        for second in range(known.num_windows, total):
            if second == self.fails_at:
                raise KeyboardInterrupt
            self.heard.append(second)
            count = second % 2
            yield Inference(
                decisions=np.full((1, 1, 1), second, np.uint8),
                num_frames=np.ones(1, np.int32),
                voices=np.full((count, 2), second, np.int32),
                vectors=np.ones((count, 3), np.float32),
            )
            progress(second + 1, total)

    def precompute_key(self) -> str:
        return ""

    def precompute(self, inference: Inference) -> Mapping[str, np.ndarray]:
        return {}

    def finalize(
        self, audio: Audio, inference: Inference, precomputed: Mapping[str, np.ndarray], speaker_count: SpeakerCount
    ) -> Diarization:
        speakers = speaker_count.num or 2
        seconds = inference.decisions.ravel().tolist()
        turns = [Turn(float(k), float(k + 1), f"SPEAKER_{k % speakers:02d}") for k in seconds]
        return Diarization(tuple(turns), model="listener")

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:
        return self.finalize(audio, Inference.join(list(self.infer(audio, Inference(), progress))), {}, speaker_count)


@dataclass
class Preparer(Listener):
    """Likewise, and adds up the seconds beforehand."""

    key_of_sums: str = "sums"
    precomputed: int = 0

    def precompute_key(self) -> str:
        return self.key_of_sums

    def precompute(self, inference: Inference) -> Mapping[str, np.ndarray]:
        self.precomputed += 1
        return {"sum": inference.decisions.sum(keepdims=True, dtype=np.intp).ravel()}

    def finalize(
        self, audio: Audio, inference: Inference, precomputed: Mapping[str, np.ndarray], speaker_count: SpeakerCount
    ) -> Diarization:
        found = super().finalize(audio, inference, precomputed, speaker_count)
        return replace(found, model=f"sum {precomputed['sum'][0]}")


@pytest.fixture
def preparer() -> Preparer:
    return Preparer()


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def listener() -> Listener:
    return Listener()

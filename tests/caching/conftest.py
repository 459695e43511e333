"""Fixtures for tests of the cache: one of their own, and engines that count how often they are asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from whisper_diarize.caching import Store
from whisper_diarize.records import Audio, Diarization, SpeakerCount, Turn, join_heard
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

    def transcribe(self, audio: Audio, progress: ProgressRecorder):
        self.calls += 1
        return FakeTranscriber.transcribe(self, audio, progress)


@dataclass
class Listener:
    """Hears the seconds of a recording, one after the other; as many speakers as are wanted share them."""

    key: str | None = "weights 1"
    heard: list[int] = field(default_factory=list)
    fails_at: int | None = None

    def cache_key(self) -> str | None:
        return self.key

    def hear(self, audio: Audio, heard: Mapping[str, np.ndarray], progress: ProgressRecorder) -> Iterator[object]:
        total = round(audio.duration)
        for second in range(len(heard.get("seconds", ())), total):
            if second == self.fails_at:
                raise KeyboardInterrupt
            self.heard.append(second)
            yield {"seconds": np.array([second], np.int32), "odd": np.arange(second % 2, dtype=np.float32)}
            progress(second + 1, total)

    def conclude(self, audio: Audio, heard: Mapping[str, np.ndarray], speaker_count: SpeakerCount) -> Diarization:
        speakers = speaker_count.num or 2
        turns = [Turn(float(k), float(k + 1), f"SPEAKER_{k % speakers:02d}") for k in heard.get("seconds", ())]
        return Diarization(tuple(turns), model="listener")

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: ProgressRecorder) -> Diarization:
        return self.conclude(audio, join_heard(list(self.hear(audio, {}, progress))), speaker_count)


@dataclass
class Preparer(Listener):
    """Likewise, and adds up the seconds before it concludes."""

    prepare_with: str = "sums"
    prepared: int = 0

    def prepare_key(self) -> str:
        return self.prepare_with

    def prepare(self, heard: Mapping[str, np.ndarray]) -> Mapping[str, np.ndarray]:
        self.prepared += 1
        return {"sum": heard["seconds"].sum(keepdims=True)}

    def conclude(self, audio: Audio, heard: Mapping[str, np.ndarray], speaker_count: SpeakerCount) -> Diarization:
        return replace(super().conclude(audio, heard, speaker_count), model=f"sum {heard['sum'][0]}")


@pytest.fixture
def preparer() -> Preparer:
    return Preparer()


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def listener() -> Listener:
    return Listener()

"""Fixtures for tests of transcription."""

import dataclasses

import numpy as np
import pytest

from whisper_diarize.records import Audio


@pytest.fixture(scope="session")
def noise() -> Audio:
    """Three seconds of noise."""
    samples = np.random.default_rng(0).normal(0, 0.1, 48_000).astype(np.float32)
    return Audio(samples, source="noise.wav", name="noise")


@dataclasses.dataclass
class Progress:
    """Remembers what was reported."""

    reports: list[tuple[float, float]] = dataclasses.field(default_factory=list)

    def __call__(self, done: float, total: float) -> None:
        self.reports.append((done, total))


@pytest.fixture
def progress() -> Progress:
    """A progress callback that remembers."""
    return Progress()

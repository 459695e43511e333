"""People, exemplars and recordings for tests: voices are directions in a space of eight axes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from whisper_diarize.identification import Exemplar, VoiceLibrary, unit
from whisper_diarize.records import VoiceFigures

MODEL = "network a"
FIGURES = VoiceFigures(cutoff=0.6, slope=20.0, margin=0.1, names=0.7)


def axis(number: int, *others: tuple[int, float]) -> np.ndarray:
    """A voice along an axis, with a share of other axes."""
    vector = np.zeros(8, np.float32)
    vector[number] = 1.0
    for other, share in others:
        vector[other] = share
    return unit(vector)


@pytest.fixture
def sample() -> Callable[..., Exemplar]:
    """Make an exemplar."""

    def make(
        vector: np.ndarray, recording: str = "r1", *, seconds: float = 30.0, turns: int = 9, model: str = MODEL
    ) -> Exemplar:
        return Exemplar(unit(vector), seconds, turns, recording, model, "2026-05-03", "asked on 3 May")

    return make


@pytest.fixture
def library(tmp_path: Path) -> VoiceLibrary:
    """An empty library."""
    return VoiceLibrary(tmp_path / "data" / "voices.sqlite")

"""Networks whose answers are known: each sample says who talks, in bits, and a voice is an axis."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from whisper_diarize.clustering import Plda
from whisper_diarize.diarization.powerset import powerset
from whisper_diarize.models import ModelConfig
from whisper_diarize.records import Audio, VoiceModel

RATE = 16_000
NUM_FRAMES = 589
SETS = powerset(3, 2)
MIDDLES = 495 + 270 * np.arange(NUM_FRAMES)  # of each frame, in samples
MAX_SPEAKERS = 8


def who(samples: np.ndarray) -> np.ndarray:
    """Read the bits: (samples,) to (samples, 8)."""
    codes = np.rint(np.asarray(samples) * 256).astype(int)
    return (codes[:, None] >> np.arange(MAX_SPEAKERS)) & 1 == 1


class FakeSegmenter:
    """Numbers the speakers of a window in order of appearance, as many as three."""

    def logits(self, samples: np.ndarray) -> np.ndarray:
        return np.stack([self._window(who(window[MIDDLES])) for window in samples])

    def _window(self, talking: np.ndarray) -> np.ndarray:
        present = sorted(np.flatnonzero(talking.any(axis=0)), key=lambda speaker: talking[:, speaker].argmax())
        local = np.zeros((NUM_FRAMES, 3), bool)
        local[:, : len(present)] = talking[:, present[:3]]
        return (local[:, None] == SETS).all(axis=2).astype(np.float32)


class FakeEmbedder:
    """Finds who talks most under a mask. Energies alternate, so that their mean says nothing."""

    shrink, block = 8, 800

    def features(self, samples: np.ndarray) -> np.ndarray:
        return samples

    def embed(self, features: np.ndarray, masks: np.ndarray) -> np.ndarray:
        middles = 495 + 270 * np.arange(masks.shape[-1])
        talking = np.stack([who(window[middles]) for window in features]).astype(np.float32)
        return masks @ talking + 0.001

    def energies(self, samples: np.ndarray) -> np.ndarray:
        bits = who(samples[0, 200 : len(samples[0]) - 199 : 160])
        return (bits * (-1.0) ** np.arange(len(bits))[:, None])[None].astype(np.float32)

    def frames(self, features: np.ndarray) -> np.ndarray:
        return np.abs(features[:, ::8])

    def pool(self, frames: np.ndarray, masks: np.ndarray) -> np.ndarray:
        return masks @ frames + 0.001


@dataclass
class FakeModel:
    segmentation: FakeSegmenter = field(default_factory=FakeSegmenter)
    embedding: FakeEmbedder = field(default_factory=FakeEmbedder)
    config: ModelConfig = field(default_factory=lambda: ModelConfig("fake", 0.7, min_cluster_size=3))
    plda: Plda | None = None
    fingerprint: str | None = "fake weights"
    voice_model: VoiceModel | None = field(default_factory=lambda: VoiceModel("fake voices"))


@pytest.fixture
def model() -> FakeModel:
    return FakeModel()


@pytest.fixture
def conversation() -> Callable[..., Audio]:
    """Make a recording in which `speaker` talks from `start` to `end` seconds."""

    def make(*turns: tuple[float, float, int], seconds: float = 60.0) -> Audio:
        codes = np.zeros(round(seconds * RATE), int)
        for start, end, speaker in turns:
            codes[round(start * RATE) : round(end * RATE)] |= 1 << speaker
        samples = (codes / 256).astype(np.float32)
        samples[samples == 0] = 1e-4  # room noise
        return Audio(samples)

    return make

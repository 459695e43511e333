import threading

import numpy as np
import pytest

from whisper_diarize.doctor import speed
from whisper_diarize.models import ModelConfig


class Clock:
    """A clock that networks move, from whatever thread."""

    def __init__(self) -> None:
        self.now, self._moving = 0.0, threading.Lock()

    def move(self, seconds: float) -> None:
        with self._moving:
            self.now += seconds

    def perf_counter(self) -> float:
        return self.now


class Networks:
    """Networks that take a second a window, and half of one; one speaker always talks."""

    config = ModelConfig("fake", clustering_threshold=0.5)
    shrink, block = 8, 800
    plda = None
    voice_model = None

    def __init__(self, clock: Clock, seconds_per_window: float) -> None:
        self.clock, self.seconds = clock, seconds_per_window
        self.segmentation = self.embedding = self

    def logits(self, samples: np.ndarray) -> np.ndarray:
        self.clock.move(self.seconds * len(samples))
        logits = np.zeros((len(samples), 589, 7), np.float32)
        logits[..., 1] = 1
        return logits

    def features(self, samples: np.ndarray) -> np.ndarray:
        raise NotImplementedError("fast mode embeds no window on its own")

    def embed(self, features: np.ndarray, masks: np.ndarray) -> np.ndarray:
        raise NotImplementedError("fast mode embeds no window on its own")

    def energies(self, samples: np.ndarray) -> np.ndarray:
        return np.zeros((len(samples), (samples.shape[1] - 240) // 160, 1), np.float32)

    def frames(self, features: np.ndarray) -> np.ndarray:
        return features[:, ::8]

    def pool(self, frames: np.ndarray, masks: np.ndarray) -> np.ndarray:
        self.clock.move(self.seconds / 2 * len(frames))
        return np.ones((*masks.shape[:2], 4), np.float32)


def measured(monkeypatch: pytest.MonkeyPatch, seconds_per_window: float) -> speed.Speed:
    clock = Clock()
    monkeypatch.setattr(speed, "time", clock)
    speech = np.full(16000, 0.1, np.float32)
    return speed.measure_speed(Networks(clock, seconds_per_window), speech)  # type: ignore[arg-type]  # a fake, or what is to be refused


def test_speed_is_that_of_a_long_recording_with_a_window_each_second(monkeypatch: pytest.MonkeyPatch) -> None:
    found = measured(monkeypatch, 0.02)
    assert (round(found.segmentation), round(found.embedding), round(found.diarization)) == (50, 100, 33)


def test_a_fast_machine_does_whole_batches_three_times(monkeypatch: pytest.MonkeyPatch) -> None:
    found = measured(monkeypatch, 0.02)
    assert (found.windows, found.runs) == (32, 3)


def test_a_slow_machine_does_a_few_windows_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = measured(monkeypatch, 2.0)
    assert (found.windows, found.runs) == (6, 1)
    assert found.segmentation == 0.5

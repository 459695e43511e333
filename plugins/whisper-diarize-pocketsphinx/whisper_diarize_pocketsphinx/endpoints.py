"""Utterances of sound that comes piece by piece: where they begin is told by its level, where they end by pauses."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from .utterances import NOISE_PERCENTILE, SILENCE_DB, SPEECH_PERCENTILE, THRESHOLD

MEMORY_FRAMES = 3000  # of level, by which noise and speech are told apart
RENEWED_FRAMES = 100  # after so many new ones


class Endpoints:
    """The frames of a stream, loud or not, and whether they are in an utterance.

    The pause that ends an utterance is `pause` frames at first, and the shorter the nearer it comes to `longest`, where
    one frame is enough; a quarter above, sound that never pauses is cut.

    Attributes:
        speaking: whether the last frame was in an utterance.
    """

    def __init__(self, *, pause: int, longest: int) -> None:
        self._pause = pause
        self._longest = longest
        self._levels: deque[float] = deque(maxlen=MEMORY_FRAMES)
        self._threshold = SILENCE_DB
        self._count = 0
        self._length = 0
        self._quiet = 0
        self.speaking = False

    def take(self, level: float) -> bool:
        """Take the level of the next frame, in dB; return whether an utterance ends with it."""
        self._learn(level)
        loud = level >= self._threshold
        if not self.speaking:
            self.speaking, self._length, self._quiet = loud, 1, 0
            return False
        self._length += 1
        self._quiet = 0 if loud else self._quiet + 1
        if self._quiet >= self._enough() or self._length >= 1.25 * self._longest:
            self.speaking = False
            return True
        return False

    def _enough(self) -> float:
        return max(1.0, self._pause * (1 - self._length / self._longest))

    def _learn(self, level: float) -> None:
        if level > SILENCE_DB:
            self._levels.append(level)
        self._count += 1
        if self._count % RENEWED_FRAMES == 0 and self._levels:
            noise, speech = np.percentile(list(self._levels), (NOISE_PERCENTILE, SPEECH_PERCENTILE))
            self._threshold = max(SILENCE_DB, noise + THRESHOLD * (speech - noise))


def levels_of(frames: NDArray[np.float32]) -> list[float]:
    """Return the level of frames of samples, (frames, samples), in dB full scale."""
    power = np.mean(np.square(frames, dtype=np.float64), axis=1)
    levels: list[float] = (10 * np.log10(power + 1e-12)).tolist()
    return levels

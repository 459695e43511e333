"""Several sources of sound as one recording, a channel each: a microphone and the sound of a call."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from whisper_diarize import SAMPLE_RATE

from .sound import Sink, Sound

MAX_LAG_SECONDS = 1.0  # of one source behind the others: after that, its channel is silent instead


class Together:
    """Sources of one channel each. No sound is dropped: a source that gives none is silent until it does again."""

    def __init__(self, sources: Sequence[Sound]) -> None:
        self._sources = sources
        self._lanes: list[_Lane] = []
        self._file: Sink | None = None
        self._lock = threading.Lock()
        self.num_channels = len(sources)

    @property
    def ended(self) -> bool:
        """Return whether no more will come from any of them."""
        return all(source.ended for source in self._sources)

    def begin(self, file: Sink) -> None:
        """Begin all of them.

        Raises:
            AudioError: there is no sound to be had from one.
        """
        self._file = file
        self._lanes = [_Lane(self) for _ in self._sources]
        for source, lane in zip(self._sources, self._lanes, strict=True):
            source.begin(lane)

    def keep_up(self) -> None:
        """Keep what came since."""
        for source in self._sources:
            source.keep_up()

    def stop(self) -> None:
        """Take no more sound; keep what came."""
        for source in self._sources:
            source.stop()
        with self._lock:
            self._keep(max(lane.num_waiting for lane in self._lanes))

    def remark(self) -> str | None:
        """Return a new line of one of them, with its number."""
        remarks = ((number, source.remark()) for number, source in enumerate(self._sources, 1))
        return next((f"source {number}: {remark}" for number, remark in remarks if remark), None)

    def take(self, lane: _Lane, samples: NDArray[np.int16]) -> None:
        """Take sound of one source; keep what all have, or all but one that is late."""
        with self._lock:
            lane.waiting.append(samples.reshape(-1))
            waiting = [each.num_waiting for each in self._lanes]
            self._keep(max(min(waiting), max(waiting) - round(MAX_LAG_SECONDS * SAMPLE_RATE)))

    def _keep(self, num_samples: int) -> None:
        if num_samples > 0 and self._file is not None:
            self._file.append(np.stack([lane.first(num_samples) for lane in self._lanes], axis=1))


class _Lane:
    """Sound of one source that waits for the others."""

    def __init__(self, together: Together) -> None:
        self._together = together
        self.waiting: list[NDArray[np.int16]] = []

    @property
    def num_waiting(self) -> int:
        return sum(map(len, self.waiting))

    def append(self, samples: NDArray[np.int16]) -> None:
        self._together.take(self, samples)

    def first(self, num_samples: int) -> NDArray[np.int16]:
        """Return the first samples, and wait with them no longer; silence where there are too few."""
        sound = np.concatenate([np.zeros(0, np.int16), *self.waiting])
        self.waiting = [sound[num_samples:]]
        found = np.zeros(num_samples, np.int16)
        found[: len(sound[:num_samples])] = sound[:num_samples]
        return found

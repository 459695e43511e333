"""Levels: the power of each channel over time, and how much the channels are the same sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FRAME_SECONDS = 0.01
BLOCK_SECONDS = 1.0
"""Samples are gathered to this length before they are squared: decoders give them in crumbs."""

BLOCK_SAMPLES = 1 << 18


class Samples(Protocol):
    """Samples of one channel, of which a slice can be read."""

    def __len__(self) -> int:
        """Return the number of samples."""

    def __getitem__(self, index: slice, /) -> NDArray[np.float32]:
        """Return a slice: (num_samples,) float32."""


def levels_of(channels: Sequence[Samples], sample_rate: int) -> Levels:
    """Return the levels of channels that can be read each by itself; the shorter ones are silent at the end."""
    levels = Levels()
    for start in range(0, max(map(len, channels)), BLOCK_SAMPLES):
        parts = [np.asarray(channel[start : start + BLOCK_SAMPLES], np.float32) for channel in channels]
        block = np.zeros((len(parts), max(map(len, parts))), np.float32)
        for row, part in zip(block, parts, strict=True):
            row[: len(part)] = part
        levels.add(block, sample_rate)
    return levels


class Levels:
    """Gathers the mean squares of each 10 ms of each channel: 400 bytes a second and channel are kept.

    Stretches with another number of channels than the first that has several are left out.
    """

    def __init__(self) -> None:
        self._kept: list[NDArray[np.float32]] = []
        self._waiting: list[NDArray[np.float32]] = []
        self._num_waiting = 0
        self._rate = 0
        self.num_channels = 1
        self._products: NDArray[np.float64] = np.zeros((1, 1))

    def add(self, samples: NDArray[np.float32], sample_rate: int) -> None:
        """Take in a stretch of (channels, num_samples), full scale 1."""
        if len(samples) == 1:
            return
        if self.num_channels == 1:
            self.num_channels = len(samples)
            self._products = np.zeros((len(samples), len(samples)))
        if len(samples) != self.num_channels:
            return
        if sample_rate != self._rate:
            self._flush()
            self._rate = sample_rate
        self._waiting.append(samples)
        self._num_waiting += samples.shape[1]
        if self._num_waiting >= BLOCK_SECONDS * sample_rate:
            self._flush()

    @property
    def powers(self) -> NDArray[np.float32]:
        """The mean squares: (channels, num_frames)."""
        self._flush()
        return np.concatenate([np.zeros((self.num_channels, 0), np.float32), *self._kept], axis=1)

    @property
    def correlations(self) -> NDArray[np.float64]:
        """The correlation of each two channels over all samples, without delay: (channels, channels)."""
        self._flush()
        energy = np.sqrt(np.diagonal(self._products))
        with np.errstate(divide="ignore", invalid="ignore"):
            found: NDArray[np.float64] = np.nan_to_num(
                self._products / np.outer(energy, energy), posinf=0.0, neginf=0.0
            )
        return found

    def _flush(self) -> None:
        if not self._waiting:
            return
        samples = np.concatenate(self._waiting, axis=1)
        size = max(1, round(FRAME_SECONDS * self._rate))
        whole = samples.shape[1] // size * size
        self._waiting = [samples[:, whole:]] if whole < samples.shape[1] else []
        self._num_waiting = samples.shape[1] - whole
        frames = samples[:, :whole].reshape(len(samples), -1, size)
        with np.errstate(invalid="ignore", over="ignore"):  # values that are not finite are an error of the reader's
            self._kept.append(np.einsum("cfs,cfs->cf", frames, frames) / np.float32(size))
            self._products += samples[:, :whole] @ samples[:, :whole].T

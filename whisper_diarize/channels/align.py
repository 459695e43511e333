"""Alignment of recordings of one conversation, each on a device of its own, by sound.

Every device hears, however faintly, what the others do: the rises of level from one 10 ms to the next, over the whole
length, agree at one lag and at no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .levels import FRAME_SECONDS, Samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK_SECONDS = 60.0
MIN_CORRELATION = 0.1
"""Of the rises of level at the best lag; recordings of a minute without any sound in common stay below."""
MIN_PEAK = 2.0
"""The best lag is by so much better than any that is more than a second away."""


def offset_seconds(reference: Samples, other: Samples, sample_rate: int) -> float | None:
    """Return how much later, in seconds, `other` begins than `reference`; None if they have no sound in common."""
    rises = [_rises(samples, sample_rate) for samples in (reference, other)]
    if min(map(len, rises)) < 2 or not all(rise.any() for rise in rises):  # noqa: PLR2004  a rise is between two frames
        return None
    length = 1 << (sum(map(len, rises)) - 1).bit_length()
    first, second = (np.fft.rfft(rise - rise.mean(), length) for rise in rises)
    scale = np.sqrt(np.prod([np.square(rise - rise.mean()).sum() for rise in rises]))
    correlation = np.fft.irfft(first * np.conj(second), length) / scale
    best = int(np.argmax(correlation))
    near = (np.arange(-100, 101) + best) % length
    others = np.delete(correlation, near).max(initial=0.0)
    if correlation[best] < max(MIN_CORRELATION, MIN_PEAK * others):
        return None
    return float((best if best < length // 2 else best - length) * FRAME_SECONDS)


def _rises(samples: Samples, sample_rate: int) -> NDArray[np.float64]:
    """Return the rises of the level from each 10 ms to the next, in dB."""
    size, block = round(FRAME_SECONDS * sample_rate), round(BLOCK_SECONDS * sample_rate)
    powers = [np.zeros(0)]
    for start in range(0, len(samples), block):
        part = np.asarray(samples[start : start + block], np.float64)
        powers.append(np.square(part[: len(part) // size * size].reshape(-1, size)).mean(axis=1))
    decibels = 10 * np.log10(np.maximum(np.concatenate(powers), 1e-8))
    return np.maximum(np.diff(decibels), 0.0)

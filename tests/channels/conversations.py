"""Conversations of two channels, made of noise: who talks when is known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
Samples = NDArray[np.float32]


def voice(seed: int, seconds: float) -> Samples:
    """Return noise in syllables: 4 a second, each of another loudness."""
    rng = np.random.default_rng(seed)
    num_samples = round(seconds * RATE)
    syllables = rng.uniform(0.02, 1.0, int(seconds * 8) + 2)
    envelope = np.interp(np.arange(num_samples) / RATE * 8, np.arange(len(syllables)), syllables)
    return np.asarray(0.1 * envelope * rng.standard_normal(num_samples), np.float32)


def conversation(seconds: float = 60.0, turn: float = 4.0, seed: int = 0) -> Samples:
    """Return two channels that take turns of `turn` seconds, a tenth of them silent: (2, num_samples)."""
    both = np.stack([voice(seed, seconds), voice(seed + 1, seconds)])
    first = np.arange(both.shape[1]) / RATE % (2 * turn) < turn
    pause = np.arange(both.shape[1]) / RATE % turn > 0.9 * turn
    both *= np.stack([first & ~pause, ~first & ~pause])
    return both + np.asarray(1e-4 * np.random.default_rng(9).standard_normal(both.shape), np.float32)


def leaking(channels: Samples, decibels: float, delay: float = 0.0) -> Samples:
    """Return channels in each of which the other is heard, `decibels` below itself and `delay` seconds late."""
    late = round(delay * RATE)
    other = np.pad(channels[::-1], ((0, 0), (late, 0)))[:, : channels.shape[1]]
    return np.asarray(channels + 10 ** (decibels / 20) * other, np.float32)


def music(seconds: float = 30.0) -> Samples:
    """Return chords whose notes are spread over two channels."""
    rng = np.random.default_rng(3)
    times = np.arange(round(seconds * RATE)) / RATE
    both = np.zeros((2, len(times)))
    for pan in np.linspace(0, np.pi / 2, 5):
        pitches = 110 * 2 ** (rng.integers(0, 30, int(seconds * 2) + 1) / 12)
        note = (times * 2).astype(int)
        sound = np.sin(2 * np.pi * pitches[note] * times) * np.exp(-3 * (times * 2 % 1)) * rng.uniform(0.02, 0.1)
        both += np.outer((np.cos(pan), np.sin(pan)), sound)
    return np.asarray(both, np.float32)

"""Activity: the stretches of a channel in which there is sound. In a call, half of each channel is silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .levels import FRAME_SECONDS, Levels
from .verdict import SPEECH_PERCENTILE

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOISE_PERCENTILE = 10.0
ABOVE_NOISE_DB = 9.0
MAX_BELOW_SPEECH_DB, MIN_BELOW_SPEECH_DB = 40.0, 25.0
"""Sound is 9 dB above the quietest tenth, but not more than 40, or less than 25 dB below speech."""
MIN_SOUND_FRAMES = 5
MARGIN_SECONDS, BRIDGE_SECONDS = 0.4, 2.0
"""Kept around sound; pauses between what is kept are bridged. The values are those for clips of a diarizer's speech."""


def active_stretches(levels: Levels, channel: int, duration: float) -> list[tuple[float, float]]:
    """Return start and end of each stretch with sound in a channel of so many seconds, in order of time."""
    decibels = 10 * np.log10(np.maximum(levels.powers[channel], 1e-12))
    if not len(decibels):
        return []
    speech = np.percentile(decibels[decibels > -100], SPEECH_PERCENTILE) if (decibels > -100).any() else 0.0  # noqa: PLR2004  digital silence
    noise = np.percentile(decibels, NOISE_PERCENTILE)
    bound = np.clip(noise + ABOVE_NOISE_DB, speech - MAX_BELOW_SPEECH_DB, speech - MIN_BELOW_SPEECH_DB)
    return _joined(_runs(decibels > bound), duration)


def _runs(active: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return start and end, in seconds, of each run of frames that is long enough to be a sound: (runs, 2)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], active.astype(np.int8), [0]]))).reshape(-1, 2)
    return np.asarray(edges[edges[:, 1] - edges[:, 0] >= MIN_SOUND_FRAMES] * FRAME_SECONDS, np.float64)


def _joined(runs: NDArray[np.float64], duration: float) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for start, end in runs.tolist():
        first, last = max(0.0, start - MARGIN_SECONDS), min(duration, end + MARGIN_SECONDS)
        if found and first - found[-1][1] < BRIDGE_SECONDS:
            found[-1] = found[-1][0], max(found[-1][1], last)
        elif first < last:
            found.append((first, last))
    return found

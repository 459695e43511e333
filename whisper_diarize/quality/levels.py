"""Levels: the power of a recording over time, and the ratio of its speech to its noise."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from whisper_diarize.records import Audio, Span

FRAME_SECONDS = 0.01
BLOCK_SECONDS = 10.0
EDGE_SECONDS = 0.1
"""The distance from a turn at which a pause begins: turns end too early, and rooms ring on."""
MIN_SECONDS = 1.0
"""Of talk, and of pauses: less says little about either."""


def powers(audio: Audio) -> NDArray[np.float32]:
    """Return the mean square of each 10 ms, in order of time: (num_frames,); less than 10 ms at the end is left out."""
    size = round(FRAME_SECONDS * audio.sample_rate)
    found = [np.zeros(0, dtype=np.float32)]
    for block in audio.blocks(BLOCK_SECONDS):
        whole = block[: len(block) // size * size].reshape(-1, size)
        found.append(np.square(whole).mean(axis=1, dtype=np.float32))
    return np.concatenate(found)


def signal_to_noise(powers: NDArray[np.float32], turns: Iterable[Span]) -> float | None:
    """Return the signal-to-noise ratio of talk in decibels; None if there is too little of either to tell.

    The noise is that of pauses, and is taken off the talk. Digital silence is no noise of the recording: where
    all pauses are, nothing is known. `powers`: as `powers` returns them.
    """
    spans, heard = list(turns), powers > 0
    talk = powers[_covered(spans, len(powers), 0.0) & heard]
    pauses = powers[~_covered(spans, len(powers), EDGE_SECONDS) & heard]
    if min(len(talk), len(pauses)) < MIN_SECONDS / FRAME_SECONDS:
        return None
    noise = float(pauses.mean(dtype=np.float64))
    signal = float(talk.mean(dtype=np.float64)) - noise
    return 10 * math.log10(max(signal / noise, 1e-3))  # talk that is hardly louder than its noise: -30


def _covered(spans: list[Span], num_frames: int, margin: float) -> NDArray[np.bool_]:
    """Tell which frames lie in a span, or less than `margin` seconds from one: (num_frames,)."""
    edges = np.zeros(num_frames + 1, dtype=np.intp)
    starts = [max(0.0, span.start - margin) / FRAME_SECONDS for span in spans]
    ends = [(span.end + margin) / FRAME_SECONDS for span in spans]
    np.add.at(edges, np.minimum(np.rint(starts), num_frames).astype(np.intp), 1)
    np.add.at(edges, np.minimum(np.rint(ends), num_frames).astype(np.intp), -1)
    return np.asarray(np.cumsum(edges[:-1]) > 0)

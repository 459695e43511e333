"""Overlap-add: what windows say about the same frame of the recording, summed.

Source: pyannote.audio 4.0.7 core/inference.py, aggregate (MIT), without warm-up and with a flat window.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .windows import Grid


def overlap_add(chunks: Iterable[NDArray[np.bool_]], grid: Grid, num_chunks: int, channels: int) -> NDArray[np.int16]:
    """Count for each frame and channel the chunks in which it is on: (num_frames, channels).

    `chunks`: `num_chunks` arrays of (frames, channels).
    """
    total = np.zeros((grid.num_frames(num_chunks), channels), dtype=np.int16)
    for index, chunk in enumerate(chunks):
        start = grid.first_frame(index)
        total[start : start + len(chunk)] += chunk
    return total

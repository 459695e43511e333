"""Overlap-add: what windows say about the same frame of the recording, summed.

Source: pyannote.audio 4.0.7 core/inference.py, aggregate (MIT), without warm-up and with a flat window.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .windows import Grid

Chunk = NDArray[np.bool_ | np.float32]
Sums = NDArray[np.int16 | np.float32]


def overlap_add(chunks: Iterable[Chunk], grid: Grid, num_chunks: int, channels: int) -> Sums:
    """Add up for each frame and channel what the chunks say of it: (num_frames, channels).

    `chunks`: `num_chunks` arrays of (frames, channels). Decisions are counted in int16, probabilities in float32.
    """
    # Any: of either type, as the first chunk says
    total: NDArray[Any] | None = None
    for index, chunk in enumerate(chunks):
        if total is None:
            dtype = np.int16 if chunk.dtype == np.bool_ else np.float32
            total = np.zeros((grid.num_frames(num_chunks), channels), dtype=dtype)
        start = grid.first_frame(index)
        total[start : start + len(chunk)] += chunk
    if total is None:
        raise ValueError("there are no chunks")
    return total

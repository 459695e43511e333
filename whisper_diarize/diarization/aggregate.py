"""Overlap-add: the values of all windows over a frame of the recording, summed, a block of frames at a time.

Source: pyannote.audio 4.0.7 core/inference.py, aggregate (MIT), without warm-up and with a flat window.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import DTypeLike, NDArray

from .windows import Grid

BLOCK_SUMS = 1 << 20  # of a block, over all channels: bounds memory, however long the recording is

Sums = NDArray[np.int16 | np.float32]
Chunk = Mapping[int, NDArray[np.bool_ | np.uint8 | np.float32]]
"""The values of a window: (frames,) for each channel that it has values for."""


def overlap_add(
    chunks: Iterable[Chunk], grid: Grid, num_chunks: int, channels: int, dtype: DTypeLike = np.int16
) -> Iterator[Sums]:
    """Sum the values of all chunks for each frame and channel: blocks of (frames, channels), in order of time.

    There are `num_chunks` chunks, in order of time.
    """
    size = max(1, BLOCK_SUMS // channels)
    longest = grid.num_frames(1) + 1  # where windows begin is rounded, so that one may reach a frame further
    sums = np.zeros((size + longest, channels), dtype=dtype)
    first = 0
    for index, chunk in enumerate(chunks):
        while grid.first_frame(index) - first >= size:
            yield sums[:size]
            sums = np.concatenate([sums[size:], np.zeros((size, channels), dtype=dtype)])
            first += size
        start = grid.first_frame(index) - first
        for channel, values in chunk.items():
            sums[start : start + len(values), channel] += values
    yield sums[: grid.num_frames(num_chunks) - first]

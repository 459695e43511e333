"""What both networks found, as plain arrays of which the parts of a recording can be joined, kept and read again.

`decisions`: (chunks, ceil(frames / 8), speakers) uint8, eight frames a byte; `num_frames`: (chunks,) int32;
`probabilities`: (chunks, frames, speakers) float32, if there are any. `voices`: (found, 2) int32, the window and local
speaker of each voice; `vectors`: (found, dim) float32; neither where nobody talks. `powers`: (10 ms frames,) float32,
once all windows are there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .embed import Embeddings, Voices, gather
from .segmentation import Segmentation
from .windows import Grid

# Any: each array has its own type
Heard = Mapping[str, NDArray[Any]]


def pack(segmentation: Segmentation, voices: Voices | None) -> Heard:
    """Return what was found in some windows."""
    chunks, frames, _ = segmentation.decisions.shape
    found: dict[str, NDArray[Any]] = {
        "decisions": np.packbits(segmentation.decisions, axis=1),
        "num_frames": np.full(chunks, frames, dtype=np.int32),
    }
    if segmentation.probabilities is not None:
        found["probabilities"] = segmentation.probabilities
    if voices is not None:
        found["voices"] = np.stack([voices.windows, voices.speakers], axis=1).astype(np.int32)
        found["vectors"] = voices.vectors
    return found


def num_windows(heard: Heard) -> int:
    """Return how many windows were heard."""
    return len(heard.get("num_frames", ()))


def unpack(heard: Heard, grid: Grid) -> tuple[Segmentation, Embeddings | None]:
    """Return what was found in all windows, at least one; without voices if nobody talks."""
    frames = int(heard["num_frames"][0])
    decisions = np.unpackbits(heard["decisions"], axis=1, count=frames).astype(np.bool_)
    segmentation = Segmentation(decisions, grid, heard.get("probabilities"))
    if "voices" not in heard:
        return segmentation, None
    windows, speakers = heard["voices"].T.astype(np.intp)
    return segmentation, gather([Voices(windows, speakers, heard["vectors"])], segmentation)

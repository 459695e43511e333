"""How many people talk at each instant.

Source: pyannote.audio 4.0.7 pipelines/utils/diarization.py, speaker_count (MIT).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .aggregate import overlap_add
from .segmentation import Segmentation


def count_speakers(segmentation: Segmentation) -> NDArray[np.intp]:
    """Average over windows, then round half to even: (num_frames,)."""
    decisions, grid = segmentation.decisions, segmentation.grid
    chunks, frames, speakers = decisions.shape
    talking = overlap_add(decisions, grid, chunks, speakers).sum(axis=1, dtype=np.float32)
    covered = np.ones((frames, 1), dtype=np.bool_)
    windows = overlap_add((covered for _ in range(chunks)), grid, chunks, 1)[:, 0]
    mean: NDArray[np.float32] = talking / np.maximum(windows, 1)
    return np.rint(mean).astype(np.intp)

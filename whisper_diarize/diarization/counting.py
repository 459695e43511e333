"""Number of people who talk at each instant.

Source: pyannote.audio 4.0.7 pipelines/utils/diarization.py, speaker_count (MIT).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .aggregate import overlap_add
from .segmentation import Segmentation

TALKING, COVERED = range(2)


def count_speakers(segmentation: Segmentation) -> NDArray[np.intp]:
    """Average over windows, then round half to even: (num_frames,)."""
    decisions = segmentation.decisions
    covered = np.ones(decisions.shape[1], dtype=np.bool_)
    chunks = ({TALKING: chunk.sum(axis=1, dtype=np.uint8), COVERED: covered} for chunk in decisions)
    blocks = overlap_add(chunks, segmentation.grid, len(decisions), channels=2)
    return np.concatenate([_rounded_mean(block.astype(np.float32)) for block in blocks])


def _rounded_mean(sums: NDArray[np.float32]) -> NDArray[np.intp]:
    mean: NDArray[np.float32] = sums[:, TALKING] / np.maximum(sums[:, COVERED], np.float32(1))
    return np.rint(mean).astype(np.intp)

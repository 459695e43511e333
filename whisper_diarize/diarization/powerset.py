"""From logits to decisions: which local speakers are active in a frame.

Source: pyannote.audio 4.0.7 utils/powerset.py and utils/signal.py, binarize (MIT).
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit


def powerset(num_speakers: int, max_at_once: int) -> NDArray[np.bool_]:
    """Return the speakers of each class: (classes, speakers); small sets first, in lexical order.

    >>> powerset(3, 2).astype(int).tolist()
    [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]]
    """
    sets = [members for size in range(max_at_once + 1) for members in combinations(range(num_speakers), size)]
    return np.array([[speaker in members for speaker in range(num_speakers)] for members in sets], dtype=np.bool_)


def decide_powerset(logits: NDArray[np.float32], mapping: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Take the most likely set: (..., classes) to (..., speakers)."""
    decisions: NDArray[np.bool_] = mapping[logits.argmax(axis=-1)]
    return decisions


def multilabel_probabilities(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the probability that each speaker talks: (..., speakers) to the same shape."""
    return expit(logits)


def decide_multilabel(probabilities: NDArray[np.float32], threshold: float) -> NDArray[np.bool_]:
    """Let those talk who are above `threshold`: (chunks, frames, speakers) to the same shape.

    Who is just at it goes on as before; at the start of a chunk nobody talks.
    """
    above = probabilities > threshold
    frames = np.arange(above.shape[1])[:, None]
    decided = np.maximum.accumulate(np.where(probabilities == threshold, -1, frames), axis=1)
    decisions: NDArray[np.bool_] = np.take_along_axis(above, np.maximum(decided, 0), axis=1)
    return decisions

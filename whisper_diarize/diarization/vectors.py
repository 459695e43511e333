"""Voice vectors as a network computes them: the choice of those that can be used."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MAX_VALUE = 1e15  # of a vector; squares of larger ones may overflow


def usable(found: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Select the vectors, (found, dim), whose length can be computed."""
    selected: NDArray[np.bool_] = np.abs(found).max(axis=-1) < MAX_VALUE  # neither is NaN
    return selected

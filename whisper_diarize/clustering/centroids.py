"""What a clustering finds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Centroids:
    """One vector per speaker: (clusters, dim), not of unit length.

    `constrained` says how voices are to be given to them: no two speakers of a window to the same one.
    """

    vectors: NDArray[np.floating]
    constrained: bool

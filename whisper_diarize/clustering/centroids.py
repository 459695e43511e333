"""Result of a clustering."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Rival:
    """The next best number of speakers, and by how much it is worse, in units of the price of a speaker."""

    num_speakers: int
    margin: float


@dataclass(frozen=True, slots=True, eq=False)
class Centroids:
    """One vector per speaker: (clusters, dim), not of unit length.

    `constrained` says how voices are to be given to them: no two speakers of a window to the same one. `rival` is None
    if the clustering compares no numbers of speakers.
    """

    vectors: NDArray[np.floating]
    constrained: bool
    rival: Rival | None = None

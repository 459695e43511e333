"""Who is who across windows: from local speakers to speakers of the recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.clustering import assign

from .embed import Embeddings


class Clustering(Protocol):
    """A way to find the speakers among voice vectors."""

    def centroids(
        self, vectors: NDArray[np.float64], minimum: int = 1, maximum: int | None = None
    ) -> NDArray[np.float64]:
        """Map (num_vectors, dim), at least one, to one vector per speaker: (clusters, dim)."""


@dataclass(frozen=True, slots=True, eq=False)
class Speakers:
    """`clusters`: (chunks, local speakers), -1 for those who do not talk; `centroids`: (clusters, dim)."""

    clusters: NDArray[np.intp]
    centroids: NDArray[np.float64]


def find_speakers(
    embeddings: Embeddings, clustering: Clustering, minimum: int, maximum: int | None, *, constrained: bool
) -> Speakers:
    """Cluster the clean voices, then give every voice to the nearest cluster.

    If none is clean, all voices are taken to be one speaker, as pyannote does.
    """
    vectors = embeddings.vectors
    if embeddings.clean.any():
        centroids = clustering.centroids(vectors[embeddings.clean].astype(np.float64), minimum, maximum)
    else:
        centroids = np.nanmean(vectors.reshape(-1, vectors.shape[-1]), axis=0, keepdims=True, dtype=np.float64)
    return Speakers(assign(vectors, centroids, constrained=constrained), centroids)

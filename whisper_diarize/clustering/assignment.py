"""Assignment of the local speakers of each window to clusters.

Source: pyannote.audio 4.0.7 pipelines/clustering.py, assign_embeddings and constrained_argmax (MIT).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

UNASSIGNED = -1
BLOCK_CHUNKS = 4096  # bounds the memory of distances
WORST_SIMILARITY = -1.0  # below any 2 - cosine distance


def assign(
    vectors: NDArray[np.floating], centroids: NDArray[np.floating], *, constrained: bool = False
) -> NDArray[np.intp]:
    """Give each vector to the centroid that is nearest by cosine.

    `vectors`: (chunks, speakers, dim), NaN where a speaker has none; `centroids`: (clusters, dim). `constrained` lets
    no two speakers of a chunk have the same cluster, and maximises the sum of their similarities; whoever is left over
    has none. Returns (chunks, speakers); -1: none.
    """
    blocks = range(0, len(vectors), BLOCK_CHUNKS)
    return np.concatenate([_assign(vectors[k : k + BLOCK_CHUNKS], centroids, constrained=constrained) for k in blocks])


def _assign(vectors: NDArray[np.floating], centroids: NDArray[np.floating], *, constrained: bool) -> NDArray[np.intp]:
    """Do the same for some chunks; computes in float64."""
    chunks, speakers, dim = vectors.shape
    distances = cdist(vectors.astype(np.float64).reshape(-1, dim), centroids, metric="cosine")
    similarity = 2.0 - distances.reshape(chunks, speakers, len(centroids))
    known = ~np.isnan(similarity).any(axis=-1)
    similarity[~known] = WORST_SIMILARITY
    clusters = _distinct(similarity) if constrained else similarity.argmax(axis=-1)
    clusters[~known] = UNASSIGNED
    return clusters


def _distinct(similarity: NDArray[np.float64]) -> NDArray[np.intp]:
    """Solve one assignment problem per chunk."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  late, as not all models need it

    clusters = np.full(similarity.shape[:2], UNASSIGNED, dtype=np.intp)
    for chunk, table in enumerate(similarity):
        rows, columns = linear_sum_assignment(table, maximize=True)
        clusters[chunk, rows] = columns
    return clusters

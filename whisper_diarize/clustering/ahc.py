"""Agglomerative clustering of voice vectors: centroid linkage on the unit sphere.

Source: pyannote.audio 4.0.7 pipelines/clustering.py, AgglomerativeClustering (MIT). Computed in float64.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import cdist

Vectors = NDArray[np.float64]
Labels = NDArray[np.intp]

SMALL_SHARE = 0.1  # pyannote's: with few vectors, a cluster of a tenth of them is large enough


@dataclass(frozen=True, slots=True)
class AgglomerativeClustering:
    """Merge the two nearest clusters until the nearest are further apart than `threshold`.

    `threshold` is a Euclidean distance between unit vectors. Clusters of fewer than `min_cluster_size` vectors are then
    given to the nearest larger one. Linkage takes quadratic time and memory: of more than `max_vectors`, so many are
    clustered, evenly spread; the others follow when vectors are assigned to the centroids.
    """

    threshold: float
    min_cluster_size: int = 12
    max_vectors: int = 5000

    def centroids(self, vectors: Vectors, minimum: int = 1, maximum: int | None = None) -> Vectors:
        """Return the mean vector of each cluster: (clusters, dim), of `minimum` to `maximum` clusters if possible.

        `vectors`: (num_vectors, dim), none of them zero; at least one.
        """
        if len(vectors) > self.max_vectors:
            vectors = vectors[np.linspace(0, len(vectors) - 1, self.max_vectors).astype(np.intp)]
        labels = self.labels(vectors, minimum, maximum)
        return _means(vectors, labels, np.unique(labels))

    def labels(self, vectors: Vectors, minimum: int = 1, maximum: int | None = None) -> Labels:
        """Return the cluster of each vector: (num_vectors,), numbered from 0."""
        count = len(vectors)
        minimum = min(minimum, count)
        maximum = count if maximum is None else min(maximum, count)
        if maximum < 2:  # noqa: PLR2004 - nothing to tell apart
            return np.zeros(count, dtype=np.intp)
        units = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
        size = min(self.min_cluster_size, max(1, round(SMALL_SHARE * count)))
        tree = linkage(units, method="centroid", metric="euclidean")
        labels = _cut(tree, self.threshold)
        found = len(_large(labels, size))
        if not minimum <= found <= maximum:
            labels = _cut_into(tree, self.threshold, size, target=minimum if found < minimum else maximum)
        return _absorb_small(units, labels, size)


def _cut(tree: NDArray[np.float64], height: float) -> Labels:
    """Undo the merges above `height`."""
    return fcluster(tree, height, criterion="distance").astype(np.intp) - 1


def _large(labels: Labels, size: int) -> Labels:
    """Return the clusters of at least `size` vectors."""
    names, sizes = np.unique(labels, return_counts=True)
    return names[sizes >= size]


def _cut_into(tree: NDArray[np.float64], threshold: float, size: int, target: int) -> Labels:
    """Cut after the merge that leaves `target` large clusters, or nearly so; the one nearest to `threshold` wins.

    Merges are counted, not measured: with centroid linkage a later one may be at a smaller distance.
    """
    steps = tree.copy()
    steps[:, 2] = np.arange(len(tree))
    best, best_error = np.zeros(len(tree) + 1, dtype=np.intp), target - 1
    for step in np.argsort(np.abs(tree[:, 2] - threshold), kind="stable"):
        if tree[step, 3] < size:
            continue  # a merge into a small cluster does not change the number of large ones
        labels = _cut(steps, step)
        error = abs(len(_large(labels, size)) - target)
        if error < best_error:
            best, best_error = labels, error
        if error == 0:
            break
    return best


def _absorb_small(units: Vectors, labels: Labels, size: int) -> Labels:
    """Give each small cluster to the large one whose centroid is nearest by cosine, and number them anew."""
    large = _large(labels, size)
    if len(large) == 0:
        return np.zeros_like(labels)
    small = np.setdiff1d(labels, large)
    if len(small) > 0:
        distances = cdist(_means(units, labels, large), _means(units, labels, small), metric="cosine")
        nearest = large[distances.argmin(axis=0)]
        labels = labels.copy()
        for name, target in zip(small, nearest, strict=True):
            labels[labels == name] = target
    return np.unique(labels, return_inverse=True)[1]


def _means(vectors: Vectors, labels: Labels, names: Labels) -> Vectors:
    """Return the mean vector of each named cluster: (names, dim)."""
    return np.stack([vectors[labels == name].mean(axis=0) for name in names])

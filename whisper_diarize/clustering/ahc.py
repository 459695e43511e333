"""Agglomerative clustering of voice vectors: centroid linkage on the unit sphere.

Source: pyannote.audio 4.0.7 pipelines/clustering.py, AgglomerativeClustering (MIT).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import cdist

from .centroids import Centroids
from .groups import Groups, link
from .linkage import NOTHING, Labels, Precomputed, Vectors, means, units

SMALL_SHARE = 0.1  # pyannote's: with few vectors, a cluster of a tenth of them is large enough


@dataclass(frozen=True, slots=True)
class AgglomerativeClustering:
    """Merge the two nearest clusters until the nearest are further apart than `threshold`.

    `threshold` is a Euclidean distance between unit vectors. Clusters of fewer than `min_cluster_size` vectors are then
    given to the nearest larger one. Of more than `max_vectors`, which should be in order of time, so many groups are
    linked (see `groups`). `constrained`: see `Centroids`; a single speaker takes all voices all the same.
    """

    threshold: float
    min_cluster_size: int = 12
    constrained: bool = False
    max_vectors: int = 5000

    def precompute_key(self) -> str:
        """Return the settings on which `precompute` depends."""
        return f"linkage of {self.max_vectors}"

    def precompute(self, vectors: Vectors) -> Precomputed:
        """Return the linkage of the vectors."""
        return link(units(vectors), self.max_vectors).precomputed() if len(vectors) > 1 else NOTHING

    def centroids(
        self, vectors: Vectors, minimum: int = 1, maximum: int | None = None, precomputed: Precomputed = NOTHING
    ) -> Centroids:
        """Return the mean vector of each cluster, of `minimum` to `maximum` clusters if possible.

        `vectors`: (num_vectors, dim), none of them zero; at least one. `precomputed` is of `precompute`, or empty; it
        saves time and changes no result.
        """
        labels = self.labels(vectors, minimum, maximum, precomputed)
        alone = len(vectors) == 1 or maximum == 1
        return Centroids(means(vectors, labels), constrained=self.constrained and not alone)

    def labels(
        self, vectors: Vectors, minimum: int = 1, maximum: int | None = None, precomputed: Precomputed = NOTHING
    ) -> Labels:
        """Return the cluster of each vector: (num_vectors,), numbered from 0."""
        count = len(vectors)
        minimum = min(minimum, count)
        maximum = count if maximum is None else min(maximum, count)
        if maximum < 2:  # noqa: PLR2004 - nothing to tell apart
            return np.zeros(count, dtype=np.intp)
        points = units(vectors)
        size = min(self.min_cluster_size, max(1, round(SMALL_SHARE * count)))
        groups = link(points, self.max_vectors, precomputed)
        labels = groups.cut(self.threshold)
        found = len(_large(labels, size))
        if not minimum <= found <= maximum:
            labels = _cut_into(groups, self.threshold, size, target=minimum if found < minimum else maximum)
        return _absorb_small(points, labels, size)


def _large(labels: Labels, size: int) -> Labels:
    """Return the clusters of at least `size` vectors."""
    return np.flatnonzero(np.bincount(labels) >= size)


def _cut_into(groups: Groups, threshold: float, size: int, target: int) -> Labels:
    """Cut after the merge that leaves `target` large clusters, or nearly so; the one nearest to `threshold` wins.

    Merges are counted, not measured: with centroid linkage a later one may be at a smaller distance. Of two that are
    equally near, NumPy's sort decides, as in pyannote.
    """
    best, best_error = np.zeros(len(groups.members), dtype=np.intp), target - 1
    for merge in np.argsort(np.abs(groups.tree[:, 2] - threshold)):
        if groups.sizes[merge] < size:
            continue  # a merge into a small cluster does not change the number of large ones
        labels = groups.cut_after(merge)
        error = abs(len(_large(labels, size)) - target)
        if error < best_error:
            best, best_error = labels, error
        if error == 0:
            break
    return best


def _absorb_small(points: Vectors, labels: Labels, size: int) -> Labels:
    """Give each small cluster to the large one whose centroid is nearest by cosine, and number them anew."""
    large = _large(labels, size)
    if len(large) == 0:
        return np.zeros_like(labels)
    small = np.setdiff1d(labels, large)
    if len(small) > 0:
        distances = cdist(means(points, labels, large), means(points, labels, small), metric="cosine")
        nearest = large[distances.argmin(axis=0)]
        labels = labels.copy()
        for name, target in zip(small, nearest, strict=True):
            labels[labels == name] = target
    return np.unique(labels, return_inverse=True)[1]

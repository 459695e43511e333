"""Clustering of voice vectors by Ward's tree and spherical k-means, with a price for each speaker.

Ward's tree gives a first grouping into each number of speakers, and k-means makes it a better one. The number of
speakers is the one whose centroids describe the vectors best for its price: distances between voices differ from
recording to recording with its noise and its room, so that no threshold tells people apart, but what one more speaker
brings tells it.

Source: Ward 1963, "Hierarchical grouping to optimize an objective function"; Dhillon and Modha 2001, "Concept
decompositions for large sparse text data using clustering" (spherical k-means).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster
from scipy.cluster.hierarchy import linkage as _linkage

from .centroids import Centroids, Rival
from .linkage import NOTHING, Labels, Precomputed, Tree, Vectors, means, units

MAX_SPEAKERS = 20  # unless more are asked for
CHANCE = 0.3  # times ln(speakers) / sqrt(vectors): what more centroids bring if all voices are alike
ITERATIONS = 3  # of k-means
MIN_VECTORS = 3  # of each speaker, where more are given than found
MAX_LIKENESS = 0.7  # cosine of two speakers' centroids, likewise: above it they are one
TREE = "tree"


@dataclass(frozen=True, slots=True)
class WardClustering:
    """Group the vectors into each number of speakers, and choose the number.

    A speaker more must bring the mean cosine distance to the centroids down by `penalty`, and by what chance brings
    down. `constrained`: see `Centroids`. Time grows with the square of the vectors: of more than `max_vectors`, so
    many are clustered, evenly spread.
    """

    penalty: float = 0.02
    constrained: bool = False
    max_vectors: int = 2000

    def precompute_key(self) -> str:
        """Return the settings on which `precompute` depends."""
        return f"Ward's tree of {self.max_vectors}"

    def precompute(self, vectors: Vectors) -> Precomputed:
        """Return the tree of the vectors."""
        points = units(_evenly(vectors, self.max_vectors))
        return {TREE: _tree(points)} if len(points) > 1 else NOTHING

    def centroids(
        self, vectors: Vectors, minimum: int = 1, maximum: int | None = None, precomputed: Precomputed = NOTHING
    ) -> Centroids:
        """Return the mean unit vector of each speaker, of at most `maximum` speakers.

        Of fewer than `minimum` if the voices do not differ enough for more: somebody who is said to be there but is
        not heard must not split the voice of another.

        `vectors`: (num_vectors, dim), none of them zero; at least one. `precomputed`: see `AgglomerativeClustering`.
        """
        points = units(_evenly(vectors, self.max_vectors))
        most = min(max(MAX_SPEAKERS, minimum) if maximum is None else maximum, len(points))
        groupings = _groupings(points, most, precomputed)
        costs = [self._cost(points, grouping) for grouping in groupings]
        best = int(np.argmin(costs))
        chosen = max(best, _last_distinct(groupings, minimum))
        rival = self._rival(groupings, costs, best) if minimum == 1 and maximum is None else None
        found = groupings[chosen].centroids
        return Centroids(found, self.constrained and len(found) > 1, rival)

    def _cost(self, points: Vectors, grouping: Grouping) -> float:
        """Price a number of speakers: how badly they describe the vectors, and what they cost."""
        speakers = len(grouping.centroids)
        chance = CHANCE * np.log(speakers) / np.sqrt(len(points))
        return grouping.distance + self.penalty * speakers + float(chance)

    def _rival(self, groupings: Sequence[Grouping], costs: list[float], best: int) -> Rival | None:
        """Return the best of the other numbers of speakers."""
        speakers = [len(grouping.centroids) for grouping in groupings]
        others = [place for place, count in enumerate(speakers) if count != speakers[best]]
        if not others:
            return None
        second = min(others, key=costs.__getitem__)
        return Rival(speakers[second], (costs[second] - costs[best]) / self.penalty)


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """`centroids`: (clusters, dim), unit vectors; `sizes`: (clusters,), the vectors of each.

    `distance`: the mean cosine distance of a vector to the nearest centroid.
    """

    centroids: Vectors
    sizes: NDArray[np.intp]
    distance: float

    def is_distinct(self, min_vectors: int = MIN_VECTORS) -> bool:
        """Tell whether each cluster may be a speaker: it has vectors, and no other is all but the same."""
        likeness = self.centroids @ self.centroids.T - np.eye(len(self.centroids))
        return bool(self.sizes.min() >= min_vectors and likeness.max() < MAX_LIKENESS)


def distinct_centroids(vectors: Vectors, most: int, min_vectors: int) -> Vectors:
    """Return the mean unit vectors of as many speakers as are distinct, at most `most`, with `min_vectors` of each.

    `vectors`: (num_vectors, dim), none of them zero; at least one. Takes quadratic time.
    """
    groupings = _groupings(units(vectors), min(most, len(vectors)), NOTHING)
    return groupings[_last_distinct(groupings, most, min_vectors)].centroids


def _groupings(points: Vectors, most: int, precomputed: Precomputed) -> list[Grouping]:
    """Group unit vectors into one cluster, two, and so on, at most `most`."""
    one = np.zeros(len(points), dtype=np.intp)
    if most == 1:
        return [_grouping(points, one)]
    tree: Tree = precomputed[TREE] if TREE in precomputed else _tree(points)
    cuts = (fcluster(tree, count, criterion="maxclust").astype(np.intp) - 1 for count in range(2, most + 1))
    return [_grouping(points, labels) for labels in (one, *cuts)]


def _grouping(points: Vectors, labels: Labels) -> Grouping:
    """Improve a grouping by k-means; a cluster that no vector is nearest to is given up."""
    centroids = units(means(points, labels))
    for _ in range(ITERATIONS if len(centroids) > 1 else 0):
        centroids = units(means(points, (points @ centroids.T).argmax(axis=1)))
    likeness = points @ centroids.T
    sizes = np.bincount(likeness.argmax(axis=1), minlength=len(centroids))
    return Grouping(centroids, sizes, 1 - float(likeness.max(axis=1).mean()))


def _last_distinct(groupings: Sequence[Grouping], most: int, min_vectors: int = MIN_VECTORS) -> int:
    """Return the place of the largest grouping of at most `most` distinct speakers."""
    allowed = [place for place, each in enumerate(groupings[:most]) if each.is_distinct(min_vectors)]
    return max(allowed, default=0)


def _tree(points: Vectors) -> Tree:
    """Merge the two clusters that widen least by it, again and again: SciPy's (num_vectors - 1, 4)."""
    tree: Tree = _linkage(points, method="ward", metric="euclidean")
    return tree


def _evenly(vectors: Vectors, most: int) -> Vectors:
    """Return the vectors, or `most` of them, evenly spread."""
    return vectors if len(vectors) <= most else vectors[np.linspace(0, len(vectors) - 1, most).astype(np.intp)]

"""Spectral clustering of voice vectors: a graph of nearest neighbours, cut where it hangs together least.

Distances between voices differ from recording to recording with its noise and its room; who is nearest to whom does
not. So no threshold decides, but the graph, and the number of speakers is the one whose centroids describe the vectors
best, for a price per speaker.

Source: von Luxburg 2007, "A tutorial on spectral clustering" (unnormalised Laplacian); Park et al. 2020, "Auto-tuning
spectral clustering for speaker diarization using normalized maximum eigengap", for the binary graph of neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from .ahc import AgglomerativeClustering
from .centroids import Centroids, Rival
from .linkage import NOTHING, Labels, Precomputed, Vectors, means, units

MIN_VECTORS = 20  # fewer make no graph worth cutting
MIN_NEIGHBOURS = 6
MAX_SPEAKERS = 8  # unless more are asked for
PARTS = "parts"


@dataclass(frozen=True, slots=True)
class SpectralClustering:
    """Link each vector to the share `neighbours` of all that is nearest by cosine, and cut the graph.

    A speaker more must bring the mean cosine distance to the centroids down by `penalty`. `threshold` is for recordings
    with few vectors: see `AgglomerativeClustering`. `constrained`: see `Centroids`. Time grows with the square of the
    vectors: of more than `max_vectors`, so many are clustered, evenly spread.
    """

    threshold: float
    neighbours: float = 0.2
    penalty: float = 0.02
    constrained: bool = False
    max_vectors: int = 2000

    def precompute_key(self) -> str:
        """Return the settings on which `precompute` depends."""
        return f"parts of a graph of {self.max_vectors}, {self.neighbours}"

    def precompute(self, vectors: Vectors) -> Precomputed:
        """Return the parts of the graph for each usual number of speakers."""
        points = units(_evenly(vectors, self.max_vectors))
        if len(points) < MIN_VECTORS:
            return NOTHING
        return {PARTS: np.stack(list(self._parts(points, 1, MAX_SPEAKERS, NOTHING))).astype(np.uint8)}

    def centroids(
        self, vectors: Vectors, minimum: int = 1, maximum: int | None = None, precomputed: Precomputed = NOTHING
    ) -> Centroids:
        """Return the mean unit vector of each speaker, of `minimum` to `maximum` speakers if possible.

        `vectors`: (num_vectors, dim), none of them zero; at least one. `precomputed`: see `AgglomerativeClustering`.
        """
        vectors = _evenly(vectors, self.max_vectors)
        count = len(vectors)
        if count < max(MIN_VECTORS, minimum):
            few = AgglomerativeClustering(self.threshold, constrained=self.constrained)
            return few.centroids(vectors, minimum, maximum)
        points = units(vectors)
        most = min(max(MAX_SPEAKERS, minimum) if maximum is None else maximum, count)
        found = [means(points, parts) for parts in self._parts(points, min(minimum, most), most, precomputed)]
        costs = [_distance(points, centroids) + self.penalty * len(centroids) for centroids in found]
        place = int(np.argmin(costs))
        best = found[place]
        return Centroids(best, self.constrained and len(best) > 1, self._rival(found, costs, place))

    def _rival(self, found: list[Vectors], costs: list[float], best: int) -> Rival | None:
        """Return the best of the other numbers of speakers; `best` is the place of the one that was chosen."""
        others = [place for place, centroids in enumerate(found) if len(centroids) != len(found[best])]
        if not others:
            return None
        second = min(others, key=costs.__getitem__)
        return Rival(len(found[second]), (costs[second] - costs[best]) / self.penalty)

    def _parts(self, points: Vectors, fewest: int, most: int, precomputed: Precomputed) -> Iterable[Labels]:
        """Yield the vectors' labels for `fewest` to `most` speakers."""
        if PARTS in precomputed and most <= len(precomputed[PARTS]):
            return precomputed[PARTS][fewest - 1 : most]
        # as many axes whatever the bounds, so that they are the same ones, and so are the parts
        axes = _axes(_graph(points, self.neighbours), min(max(most, MAX_SPEAKERS), len(points)))
        return (_parts(axes[:, :speakers]) for speakers in range(fewest, most + 1))


def _evenly(vectors: Vectors, most: int) -> Vectors:
    """Return the vectors, or `most` of them, evenly spread."""
    return vectors if len(vectors) <= most else vectors[np.linspace(0, len(vectors) - 1, most).astype(np.intp)]


def _graph(points: Vectors, share: float) -> Vectors:
    """Link neighbours: (num_vectors, num_vectors), 1 where both are near to each other, 0.5 where one is."""
    count = len(points)
    neighbours = min(max(MIN_NEIGHBOURS, round(share * count)), count)
    nearest = np.argsort(-(points @ points.T), axis=1, kind="stable")[:, :neighbours]
    links = np.zeros((count, count))
    np.put_along_axis(links, nearest, 1.0, axis=1)
    graph: Vectors = (links + links.T) / 2
    return graph


def _axes(links: Vectors, most: int) -> Vectors:
    """Return the eigenvectors of the graph's Laplacian with the smallest eigenvalues: (num_vectors, most)."""
    from scipy.linalg import eigh  # noqa: PLC0415  late, as it may have been done before

    laplacian = np.diag(links.sum(axis=1)) - links
    axes: Vectors = eigh(laplacian, subset_by_index=(0, most - 1))[1]
    return axes


def _parts(axes: Vectors) -> Labels:
    """Group the vectors by their places along the axes, into as many parts as there are axes."""
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415  as above

    if axes.shape[1] == 1:
        return np.zeros(len(axes), dtype=np.intp)
    return fcluster(linkage(axes, "ward"), axes.shape[1], criterion="maxclust").astype(np.intp) - 1


def _distance(points: Vectors, centroids: Vectors) -> float:
    """Return the mean cosine distance of the vectors to the nearest centroid."""
    return 1 - float((points @ units(centroids).T).max(axis=1).mean())

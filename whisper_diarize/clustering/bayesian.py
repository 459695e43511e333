"""Clustering of voice vectors as in community-1: agglomerative to begin with, then VBx, or k-means for a given number.

Source: pyannote.audio 4.0.7 pipelines/clustering.py, VBxClustering (MIT).
"""

from __future__ import annotations

from dataclasses import dataclass

from .centroids import Centroids
from .groups import link
from .kmeans import k_means
from .linkage import NOTHING, Precomputed, Vectors, means, units
from .plda import Plda
from .vbx import vbx

MIN_PRIOR = 1e-7  # pyannote's: speakers below it are not there


@dataclass(frozen=True, slots=True)
class VbxClustering:
    """Cluster by distance, then let VBx decide which of the clusters are speakers.

    `threshold` is the Euclidean distance between unit vectors at which merging stops; it should leave more clusters
    than there are speakers. `fa` and `fb`: see `vbx`. If the number of speakers is out of bounds, k-means finds as many
    as there should be. `constrained`: see `Centroids`; not after k-means. Of more than
    `max_vectors`, which should be in order of time, so many groups are linked (see `groups`); VBx hears all.
    """

    plda: Plda
    threshold: float = 0.6  # speaker-diarization-community-1 config.yaml
    fa: float = 0.07
    fb: float = 0.8
    constrained: bool = True
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
        """Return the mean vector of each speaker, weighted by responsibility; of `minimum` to `maximum` if possible.

        `vectors`: (num_vectors, dim), none of them zero; at least one. `precomputed`: see `AgglomerativeClustering`.
        """
        if len(vectors) == 1:
            return Centroids(vectors, constrained=False)
        points = units(vectors)
        found = self._find(vectors, points, precomputed)
        wanted = min(max(len(found), minimum), maximum or len(vectors), len(vectors))
        if wanted == len(found):
            return Centroids(found, constrained=self.constrained)
        return Centroids(means(vectors, k_means(points, wanted)), constrained=False)

    def _find(self, vectors: Vectors, points: Vectors, precomputed: Precomputed) -> Vectors:
        """Return the means of the speakers that VBx finds."""
        features, phi = self.plda.project(vectors)
        clusters = link(points, self.max_vectors, precomputed).cut(self.threshold)
        speakers = vbx(features, phi, clusters, fa=self.fa, fb=self.fb)
        weights = speakers.responsibilities[:, speakers.priors > MIN_PRIOR]
        centroids: Vectors = weights.T @ vectors / weights.sum(axis=0)[:, None]
        return centroids

"""Recognition of speakers across windows: local speakers become speakers of the recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.clustering import NOTHING, Centroids, Precomputed, Rival, assign
from whisper_diarize.errors import DiarizationError

from .embed import Embeddings


class Clustering(Protocol):
    """A way to find the speakers among voice vectors."""

    def precompute_key(self) -> str:
        """Return the settings on which `precompute` depends."""

    def precompute(self, vectors: NDArray[np.floating]) -> Precomputed:
        """Compute the part that does not depend on the number of speakers."""

    def centroids(
        self,
        vectors: NDArray[np.floating],
        minimum: int = 1,
        maximum: int | None = None,
        precomputed: Precomputed = NOTHING,
    ) -> Centroids:
        """Map (num_vectors, dim), at least one, to one vector per speaker."""


@dataclass(frozen=True, slots=True, eq=False)
class Speakers:
    """`clusters`: (chunks, local speakers), -1 for those who do not talk; `centroids`: (clusters, dim).

    `rival`: see `Centroids`.
    """

    clusters: NDArray[np.intp]
    centroids: NDArray[np.floating]
    rival: Rival | None = None


def precompute_speakers(embeddings: Embeddings, clustering: Clustering) -> Precomputed:
    """Do the part of `find_speakers` that no number of speakers changes."""
    return clustering.precompute(embeddings.vectors[embeddings.clean]) if embeddings.clean.any() else NOTHING


def find_speakers(
    embeddings: Embeddings,
    clustering: Clustering,
    minimum: int,
    maximum: int | None,
    precomputed: Precomputed = NOTHING,
) -> Speakers:
    """Cluster the clean voices, then give every voice to the nearest cluster.

    If none is clean, all voices are taken to be one speaker, as pyannote does. `precomputed`: by `precompute_speakers`.

    Raises:
        DiarizationError: no voice has a vector.
    """
    vectors = embeddings.vectors
    if embeddings.clean.any():
        found = clustering.centroids(vectors[embeddings.clean], minimum, maximum, precomputed)
    else:
        voices = vectors[~np.isnan(vectors).any(axis=-1)]
        if not len(voices):
            raise DiarizationError(
                "the embedding network computes no vector that can be used for any voice; its weights are damaged, or "
                "those of a network that was never trained: choose another --diarization-model"
            )
        found = Centroids(voices.mean(axis=0, keepdims=True), constrained=False)
    return Speakers(assign(vectors, found.vectors, constrained=found.constrained), found.vectors, found.rival)

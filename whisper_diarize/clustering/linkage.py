"""Parts that clusterings share: unit vectors, their centroid linkage, and the means of groups.

Source: pyannote.audio 4.0.7 pipelines/clustering.py (MIT), which calls SciPy in the same way. Vectors keep their type
(float32, as networks give them), so that sums are rounded as there; SciPy works in float64.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster
from scipy.cluster.hierarchy import linkage as _linkage

Vectors = NDArray[np.floating]
Labels = NDArray[np.intp]
Tree = NDArray[np.float64]

# Any: each array has its own type
Precomputed = Mapping[str, NDArray[Any]]
"""Arrays by name that take a clustering most of its time and are the same for any number of speakers."""

NOTHING: Precomputed = MappingProxyType({})


def units(vectors: Vectors) -> Vectors:
    """Return the vectors with length 1; none of them may be zero."""
    scaled: Vectors = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return scaled


def linkage(unit_vectors: Vectors) -> Tree:
    """Merge the two clusters whose means are nearest, again and again: SciPy's (num_vectors - 1, 4).

    Takes quadratic time and memory; at least two vectors.
    """
    tree: Tree = _linkage(unit_vectors, method="centroid", metric="euclidean")
    return tree


def cut(tree: Tree, height: float) -> Labels:
    """Undo the merges above `height`: (num_vectors,), clusters numbered from 0."""
    return fcluster(tree, height, criterion="distance").astype(np.intp) - 1


def means(vectors: Vectors, labels: Labels, names: Labels | None = None) -> Vectors:
    """Return the mean vector of each cluster (of the named ones): (clusters, dim)."""
    return np.stack([vectors[labels == name].mean(axis=0) for name in (np.unique(labels) if names is None else names)])

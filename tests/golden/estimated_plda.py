"""A PLDA of the bundled model's voice vectors, small but real: from the voices of the samples.

Estimated from cluster labels, and shrunk, for there are few voices. The files have the arrays that those of
pyannote.audio's community-1 have: Brummer's two-covariance model after centring, reduction and length normalisation.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyannote.audio.core.plda import PLDA
from scipy.linalg import eigh

Floats = NDArray[np.float64]

REDUCED = 32  # dimensions
SHRINKAGE = 0.1


class Voices(NamedTuple):
    """Vectors (num_vectors, dim) of a recording and the cluster of each."""

    vectors: NDArray[np.float32]
    labels: NDArray[np.intp]


def estimate(recordings: Sequence[Voices]) -> dict[str, Floats]:
    """Return mean1, mean2, lda, mu, tr and psi."""
    vectors = np.concatenate([voices.vectors for voices in recordings]).astype(np.float64)
    speakers = np.concatenate([voices.labels + 100 * place for place, voices in enumerate(recordings)])
    mean1 = vectors.mean(axis=0)
    units = _scaled(vectors - mean1)
    lda = np.linalg.svd(units - units.mean(axis=0), full_matrices=False)[2][:REDUCED].T
    reduced = units @ lda
    mean2 = reduced.mean(axis=0)
    reduced = _scaled(reduced - mean2)
    mu = reduced.mean(axis=0)
    within, between = _covariances(reduced, speakers)
    psi, directions = eigh(between, within)
    found = {"mean1": mean1, "mean2": mean2, "lda": lda, "mu": mu, "tr": directions.T, "psi": psi}
    return {name: array.astype(np.float32).astype(np.float64) for name, array in found.items()}  # half of it are zeros


def plda(parameters: dict[str, Any]) -> PLDA:
    """Load the parameters as pyannote loads them: from two files."""
    with tempfile.TemporaryDirectory() as folder:
        transform, model = Path(folder) / "xvec_transform.npz", Path(folder) / "plda.npz"
        np.savez(transform, **{name: parameters[name] for name in ("mean1", "mean2", "lda")})
        np.savez(model, **{name: parameters[name] for name in ("mu", "tr", "psi")})
        return PLDA(transform, model)


def _scaled(vectors: Floats) -> Floats:
    """Bring each vector to the length that has a mean square of 1."""
    return np.sqrt(vectors.shape[1]) * vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _covariances(vectors: Floats, speakers: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Return the covariance within speakers and between them, shrunk so that both can be inverted."""
    names, places = np.unique(speakers, return_inverse=True)
    means = np.stack([vectors[places == place].mean(axis=0) for place in range(len(names))])
    total = np.cov(vectors.T, bias=True)
    within = np.cov((vectors - means[places]).T, bias=True)
    between = np.cov(means[places].T, bias=True)
    even = np.trace(total) / len(total) * np.eye(len(total))
    keep = 1 - SHRINKAGE
    return keep * within + SHRINKAGE * even, keep * between + SHRINKAGE * total

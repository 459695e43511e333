"""Probabilistic linear discriminant analysis: which differences between voice vectors tell people apart.

Source: pyannote.audio 4.0.7 core/plda.py (MIT) and utils/vbx.py, vbx_setup (Apache-2.0, BUT Speech@FIT).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

MAX_DIM = 128  # pyannote's lda_dimension


@dataclass(frozen=True, slots=True, eq=False)
class Plda:
    """The parameters, as the two files of a pyannote pipeline have them; float64.

    `mean1`: (dim,), `mean2`: (reduced,), `lda`: (dim, reduced): how vectors are centred and reduced. `mu`: (reduced,),
    `tr`: (reduced, reduced), `psi`: (reduced,): the model of what is left.
    """

    mean1: NDArray[np.float64]
    mean2: NDArray[np.float64]
    lda: NDArray[np.float64]
    mu: NDArray[np.float64]
    tr: NDArray[np.float64]
    psi: NDArray[np.float64]

    def project(self, vectors: NDArray[np.floating]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Map (num_vectors, dim) to features, (num_vectors, reduced), and return how far people are apart in each.

        The covariance within people is the identity, and that between them diagonal: (reduced,), the largest first. Of
        more than 128 features the first are kept.
        """
        axes, between = self._axes()
        features = (self.reduce(vectors) - self.mu) @ axes
        return features[:, :MAX_DIM], between[:MAX_DIM]

    def reduce(self, vectors: NDArray[np.floating]) -> NDArray[np.float64]:
        """Centre, scale and reduce: (num_vectors, dim) to (num_vectors, reduced)."""
        reduced = _scale(vectors - self.mean1) @ self.lda
        return _scale(reduced - self.mean2)

    def _axes(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Diagonalise both covariances: (reduced, reduced), an axis a column, and the variances between people.

        `tr` whitens the covariance within people, and `psi` is what it makes of the one between them; both matrices
        are rebuilt and their generalised eigenvectors found, because a file may have its axes in any order. Which way
        an axis points is chance, and VBx does not see it.
        """
        within = np.linalg.inv(self.tr.T @ self.tr)
        between = np.linalg.inv((self.tr.T / self.psi) @ self.tr)
        variances, axes = eigh(between, within)
        return axes[:, ::-1], variances[::-1]


def _scale(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give each vector the length that one of as many standard normal numbers has: sqrt(dim)."""
    scaled: NDArray[np.float64] = np.sqrt(vectors.shape[1]) * vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled

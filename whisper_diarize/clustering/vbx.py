"""VBx: how many speakers there are, by variational Bayes in the space of a PLDA.

Source: Landini et al. 2022, "Bayesian HMM clustering of x-vector sequences (VBx) in speaker diarization: theory,
implementation and analysis on standard tasks", whose equations are named below; without the HMM, as in pyannote.audio
4.0.7 utils/vbx.py (Apache-2.0, BUT Speech@FIT). All in float64.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from .linkage import Labels

Array = NDArray[np.float64]

SMOOTHING = 7.0  # pyannote's: how firmly vectors start in their cluster, e^7 to 1
MAX_ITERATIONS = 20  # pyannote's
EPSILON = 1e-4  # pyannote's: the gain in the objective that is not worth another iteration
BLOCK = 5000  # vectors at a time: bounds the memory of temporary tables
TINY = 1e-8  # keeps the logarithm of a prior of 0 finite


@dataclass(frozen=True, slots=True, eq=False)
class Speakers:
    """`responsibilities`: (num_vectors, speakers), each row adding up to 1; `priors`: (speakers,), likewise."""

    responsibilities: Array
    priors: Array


def vbx(features: Array, phi: Array, labels: Labels, *, fa: float, fb: float) -> Speakers:
    """Refine a clustering; speakers that the vectors do not need get priors near 0.

    `features`: (num_vectors, dim), in which people are equally wide (identity) and `phi`, (dim,), is how far apart they
    are. `labels`: the clusters to begin with, from 0, without gaps. `fa` scales the evidence; the larger `fb`, the
    fewer speakers. Turning an axis round changes nothing: features are only multiplied by others of the same axis.
    """
    speakers = _begin(labels)
    before = -np.inf
    for _ in range(MAX_ITERATIONS):
        speakers, objective = update(features, phi, speakers, fa=fa, fb=fb)
        if objective - before < EPSILON:
            break
        before = objective
    return speakers


def update(features: Array, phi: Array, speakers: Speakers, *, fa: float, fb: float) -> tuple[Speakers, float]:
    """Do one iteration; return its lower bound of the evidence as well, which all but never falls."""
    width = np.sqrt(phi)
    # the distribution of each speaker's place: (speakers, dim)
    variance = 1 / (1 + fa / fb * speakers.responsibilities.sum(axis=0)[:, None] * phi)  # eq. 17
    mean = fa / fb * variance * (speakers.responsibilities.T @ features) * width  # eq. 16
    offset = np.log(speakers.priors + TINY) - fa / 2 * (variance + mean**2) @ phi
    responsibilities = np.empty_like(speakers.responsibilities)
    evidence = 0.0
    for start in range(0, len(features), BLOCK):
        block = features[start : start + BLOCK]
        constant = -0.5 * ((block**2).sum(axis=1, keepdims=True) + len(phi) * np.log(2 * np.pi))
        # how likely each vector is for each speaker: (vectors of the block, speakers)
        likelihood = fa * (block @ (mean * width).T + constant) + offset  # eq. 23, the sum by speaker in the offset
        total = logsumexp(likelihood, axis=1)
        responsibilities[start : start + BLOCK] = np.exp(likelihood - total[:, None])
        evidence += total.sum()
    priors = responsibilities.sum(axis=0)
    objective = evidence + fb / 2 * (np.log(variance) - variance - mean**2 + 1).sum()  # eq. 25
    return Speakers(responsibilities, priors / priors.sum()), float(objective)


def _begin(labels: Labels) -> Speakers:
    """Let each vector belong to its cluster, but not quite."""
    count = int(labels.max()) + 1
    responsibilities = np.ones((len(labels), count))
    responsibilities[np.arange(len(labels)), labels] = np.exp(SMOOTHING)
    return Speakers(responsibilities / (np.exp(SMOOTHING) + count - 1), np.full(count, 1 / count))

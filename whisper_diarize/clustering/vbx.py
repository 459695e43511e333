"""VBx: how many speakers there are, by variational Bayes in the space of a PLDA.

Source: Landini et al. 2022, "Bayesian HMM clustering of x-vector sequences (VBx) in speaker diarization: theory,
implementation and analysis on standard tasks", whose equations are named below; without the HMM, as in pyannote.audio
4.0.7 utils/vbx.py (Apache-2.0, BUT Speech@FIT). All in float64.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp, softmax

from .linkage import Labels

Array = NDArray[np.float64]

SMOOTHING = 7.0  # pyannote's: how firmly vectors start in their cluster, e^7 to 1
MAX_ITERATIONS = 20  # pyannote's
EPSILON = 1e-4  # pyannote's: the gain in the objective that is not worth another iteration
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
    count = int(labels.max()) + 1
    speakers = Speakers(softmax(SMOOTHING * np.eye(count)[labels], axis=1), np.full(count, 1 / count))
    before = -np.inf
    for _ in range(MAX_ITERATIONS):
        speakers, objective = update(features, phi, speakers, fa=fa, fb=fb)
        if objective - before < EPSILON:
            break
        before = objective
    return speakers


def update(features: Array, phi: Array, speakers: Speakers, *, fa: float, fb: float) -> tuple[Speakers, float]:
    """Do one iteration; return its lower bound of the evidence as well, which all but never falls."""
    rho = features * np.sqrt(phi)  # eq. 18
    # the distribution of each speaker's place: (speakers, dim)
    variance = 1 / (1 + fa / fb * speakers.responsibilities.sum(axis=0)[:, None] * phi)  # eq. 17
    mean = fa / fb * variance * (speakers.responsibilities.T @ rho)  # eq. 16
    # how likely each vector is for each speaker: (num_vectors, speakers)
    constant = -0.5 * ((features**2).sum(axis=1, keepdims=True) + len(phi) * np.log(2 * np.pi))
    likelihood = fa * (rho @ mean.T - 0.5 * (variance + mean**2) @ phi + constant)  # eq. 23
    likelihood += np.log(speakers.priors + TINY)
    evidence: Array = logsumexp(likelihood, axis=1)
    responsibilities = np.exp(likelihood - evidence[:, None])
    priors = responsibilities.sum(axis=0)
    objective = evidence.sum() + fb / 2 * (np.log(variance) - variance - mean**2 + 1).sum()  # eq. 25
    return Speakers(responsibilities, priors / priors.sum()), float(objective)

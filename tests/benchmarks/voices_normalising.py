"""Ways to normalise the cosine of two voices, against a cohort of people who are neither."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
NEAREST = 50  # of the cohort, to each voice


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """Vectors of others: (people, dim), and their mean."""

    vectors: Array
    mean: Array

    @classmethod
    def of(cls, vectors: Sequence[NDArray[np.floating]]) -> Cohort:
        """Make a cohort of vectors."""
        stacked = np.stack(vectors).astype(np.float64)
        return cls(stacked, stacked.mean(axis=0))


def _cosine(_cohort: Cohort | None, heard: Array, enrolled: Array) -> Array:
    return _unit(heard) @ _unit(enrolled).T


def _centred(cohort: Cohort | None, heard: Array, enrolled: Array) -> Array:
    """Take the mean voice of the cohort off both."""
    assert cohort is not None
    return _cosine(None, heard - cohort.mean, enrolled - cohort.mean)


def _normalised(cohort: Cohort | None, heard: Array, enrolled: Array) -> Array:
    """Adaptive symmetric normalisation: Matejka et al. 2017, "Analysis of score normalization in multilingual SR"."""
    assert cohort is not None
    one, other = (_nearest(cohort, vectors) for vectors in (heard, enrolled))
    found = _cosine(None, heard, enrolled)
    by_heard = (found - one.mean(axis=1)[:, None]) / one.std(axis=1)[:, None]
    by_enrolled = (found - other.mean(axis=1)[None]) / other.std(axis=1)[None]
    return np.asarray((by_heard + by_enrolled) / 2)


def _both(cohort: Cohort | None, heard: Array, enrolled: Array) -> Array:
    assert cohort is not None
    centred = Cohort(cohort.vectors - cohort.mean, np.zeros_like(cohort.mean))
    return _normalised(centred, heard - cohort.mean, enrolled - cohort.mean)


def _nearest(cohort: Cohort, vectors: Array) -> Array:
    """Return the cosines to the nearest of the cohort: (vectors, NEAREST)."""
    return np.sort(_cosine(None, vectors, cohort.vectors), axis=1)[:, -NEAREST:]


def _unit(vectors: Array) -> Array:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


WAYS: dict[str, Callable[[Cohort | None, Array, Array], Array]] = {
    "cosine": _cosine,
    "less the mean voice": _centred,
    "normalised": _normalised,
    "both": _both,
}

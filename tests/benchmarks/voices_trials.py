"""Open-set identification: who of a library is heard, if anyone of it is.

A trial is one person's voice against a library. DIR, the detection and identification rate, is the share of known
people who get their own name, at the cut-off at which a given share of absent people get one (false alarms).
Source: Phillips, Grother, Micheals 2011, "Evaluation methods in face recognition".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.records import VoiceFigures

DRAWS = 200  # of libraries

Array = NDArray[np.float64]
Names = Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """Cosines of the best person of drawn libraries.

    `known`: (trials,), of people who are in the library, and `right`, (trials,), whether the best is they; `absent`:
    (trials,), of people who are not. `margins` and `absent_margins` are the leads over the next person.
    """

    known: Array
    right: NDArray[np.bool_]
    margins: Array
    absent: Array
    absent_margins: Array

    def rate(self, false_alarms: float) -> float:
        """Return the DIR at a share of false alarms."""
        cutoff = float(np.quantile(self.absent, 1 - false_alarms, method="higher"))
        return float(((self.known > cutoff) & self.right).mean())

    def at(self, figures: VoiceFigures) -> tuple[float, float, float]:
        """Return the shares of known people with their own name, with another's, and of absent people with a name."""
        named = (self.known >= figures.cutoff) & (self.margins >= figures.margin)
        alarms = (self.absent >= figures.cutoff) & (self.absent_margins >= figures.margin)
        return float((named & self.right).mean()), float((named & ~self.right).mean()), float(alarms.mean())


def draw_trials(  # noqa: PLR0913, PLR0917  the trials' own inputs
    cosines: Array, enrolled: Names, heard: Names, size: int, rng: np.random.Generator, draws: int = DRAWS
) -> Trials:
    """Draw libraries of `size` of the people enrolled, and try all who are heard against each.

    `cosines`: (heard, enrolled).
    """
    people, voices = np.array(enrolled), np.array(heard)
    found: list[list[Array]] = [[], [], [], [], []]
    for _ in range(draws):
        library = rng.permutation(len(people))[:size]
        rows = cosines[:, library]
        order = np.argsort(rows, axis=1)
        top = np.take_along_axis(rows, order[:, -1:], axis=1)[:, 0]
        second = np.take_along_axis(rows, order[:, -2:-1], axis=1)[:, 0]
        known = np.isin(voices, people[library])
        right = people[library][order[:, -1]] == voices
        for column, values in zip(
            found, (top[known], right[known], (top - second)[known], top[~known], (top - second)[~known]), strict=True
        ):
            column.append(values)
    known_top, right, margins, absent, absent_margins = (np.concatenate(column) for column in found)
    return Trials(known_top, right.astype(bool), margins, absent, absent_margins)


def equal_error_rate(cosines: Array, same: NDArray[np.bool_]) -> float:
    """Return the rate at which as many pairs of voices are wrongly joined as wrongly parted."""
    one, other = np.sort(cosines[same]), np.sort(cosines[~same])
    cutoffs = np.concatenate([one, other])
    parted = np.searchsorted(one, cutoffs) / len(one)
    joined = 1 - np.searchsorted(other, cutoffs) / len(other)
    return float(np.maximum(parted, joined).min())


def fit_slope(cosines: Array, same: NDArray[np.bool_], cutoff: float) -> float:
    """Return the slope of the log odds by logistic regression through the cut-off, both kinds of pairs alike heavy."""
    from scipy.optimize import minimize_scalar

    weight = np.where(same, 1 / same.sum(), 1 / (~same).sum())
    sign = np.where(same, 1.0, -1.0)

    def loss(slope: float) -> float:
        return float((weight * np.logaddexp(0, -sign * slope * (cosines - cutoff))).sum())

    return float(minimize_scalar(loss, bounds=(1, 100), method="bounded").x)

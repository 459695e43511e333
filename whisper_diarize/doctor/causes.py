"""Why a stage differs: only what numbers say."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from .compare import Comparison, Limit, compare
from .golden import Array, Recorded
from .mistakes import mistakes
from .plain import NO_ACTIVATION, RIGHT, Given, compute, tensors_of

MOST_NAMED = 2  # mistakes; more that fit would be the same one under other names


@dataclass(frozen=True, slots=True, eq=False)
class Suspect:
    """A stage that differs: what ours gives, what was recorded, and what our stage was given."""

    stage: str
    ours: Array
    recorded: Recorded
    given: Given
    limit: Limit

    def like_ours(self, array: Array) -> bool:
        """Say whether an array is what ours gives."""
        return compare(self.stage, array, Recorded(self.ours.ravel(), self.ours.shape), self.limit).passed

    def like_recorded(self, array: Array) -> bool:
        """Say whether an array is what was recorded."""
        return compare(self.stage, array, self.recorded, self.limit).passed


def explain(suspect: Suspect) -> tuple[str, ...]:
    """Return what is known of the cause, the most telling first."""
    if suspect.ours.shape != suspect.recorded.shape:
        return tuple(_shape(suspect))
    right = compute(suspect.stage, suspect.given)
    if suspect.like_recorded(right):
        return (*_halves(suspect), *_wrong_here(suspect))
    if suspect.like_ours(right):
        return (*_halves(suspect), *_wrong_weights(suspect))
    neither = "NumPy makes something else of the same weights: neither ours nor what was recorded"
    return (*_halves(suspect), *_wrong_here(suspect), *_wrong_weights(suspect), neither)

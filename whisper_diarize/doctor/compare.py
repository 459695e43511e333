"""One stage against its recording: how far apart, and whether that is too far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .golden import Array, Recorded


@dataclass(frozen=True, slots=True)
class Limit:
    """Tolerances: the largest error as a share of the largest value recorded, and the lack of correlation."""

    share: float
    uncorrelated: float


EXACT = Limit(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A row of the report. `max_error`, `largest` (recorded value) and `tolerance` are in the stage's own units.

    Errors and correlation are NaN where nothing can be compared; `problem` says why, or is empty.
    """

    stage: str
    max_error: float
    largest: float
    correlation: float
    tolerance: float
    passed: bool
    problem: str = ""


def compare(stage: str, ours: Array, recorded: Recorded, limit: Limit) -> Comparison:
    """Compare our array with its recording."""
    expected = recorded.values.astype(np.float64).ravel()
    largest = float(np.abs(expected).max(initial=0))
    tolerance = limit.share * largest

    def failure(problem: str) -> Comparison:
        return Comparison(stage, np.nan, largest, np.nan, tolerance, passed=False, problem=problem)

    if ours.shape != recorded.shape:
        return failure(f"shape {ours.shape}, recorded {recorded.shape}")
    found = recorded.pick(ours).astype(np.float64)
    for who, values in (("ours", found), ("recorded", expected)):
        bad = int((~np.isfinite(values)).sum())
        if bad:
            return failure(f"{bad} of {values.size} values {who} not finite")
    error = float(np.abs(found - expected).max(initial=0))
    r = correlation(found, expected)
    return Comparison(stage, error, largest, r, tolerance, passed=error <= tolerance and 1 - r <= limit.uncorrelated)


def correlation(one: Array, other: Array) -> float:
    """Return Pearson's correlation; 1 for equal arrays, and 0 where one does not vary but the other does."""
    if np.array_equal(one, other):
        return 1.0
    one, other = one - one.mean(), other - other.mean()
    scale = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / scale if scale > 0 else float(not one.any() and not other.any())

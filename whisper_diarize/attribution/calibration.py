"""Calibration: from the decoder's own probability to the share of such words that are right."""

from __future__ import annotations

from bisect import bisect_right

TABLE = (
    (0.0, 0.0),
    (0.43225, 0.5685),  # 1430 words
    (0.54787, 0.6483),  # 3111
    (0.65127, 0.6989),  # 1916
    (0.75209, 0.8399),  # 2404
    (0.85674, 0.9325),  # 4384
    (0.92809, 0.9884),  # 4403
    (0.96726, 0.9974),  # 5837
    (1.0, 0.9982),  # 139,055: speakers whom the diarizer missed cannot be seen
)
"""(the decoder's probability, the share of such words that were right) on all tuning seeds of `attribution_tune.py`."""

_PROBABILITIES = [probability for probability, _ in TABLE]


def calibrated(probability: float) -> float:
    """Return the share of words with such a probability that are right, in a straight line between the table's rows."""
    place = min(max(1, bisect_right(_PROBABILITIES, probability)), len(TABLE) - 1)
    (low, right_low), (high, right_high) = TABLE[place - 1], TABLE[place]
    return right_low + (right_high - right_low) * (probability - low) / (high - low)

"""From the decoder's own probability to how often it is right."""

from __future__ import annotations

from bisect import bisect_right

TABLE = ((0.0, 0.0), (1.0, 1.0))
"""(its probability, the share of such words that were right), on the tuning seeds of the benchmark."""

_PROBABILITIES = [probability for probability, _ in TABLE]


def calibrated(probability: float) -> float:
    """Return the share of words with such a probability that are right, between the table's rows in a straight line."""
    place = min(max(1, bisect_right(_PROBABILITIES, probability)), len(TABLE) - 1)
    (low, right_low), (high, right_high) = TABLE[place - 1], TABLE[place]
    return right_low + (right_high - right_low) * (probability - low) / (high - low)

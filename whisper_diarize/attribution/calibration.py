"""From the decoder's own probability to how often it is right."""

from __future__ import annotations

from bisect import bisect_right

TABLE = (
    (0.0, 0.0),
    (0.43817, 0.5832),  # 799 words
    (0.54874, 0.6344),  # 2035
    (0.65070, 0.7144),  # 1250
    (0.75256, 0.8169),  # 1447
    (0.85767, 0.9104),  # 2913
    (0.92722, 0.9904),  # 3029
    (0.96744, 0.9961),  # 4143
    (1.0, 0.9989),  # 112,094: people whom the diarizer missed are not to be seen
)
"""(its probability, the share of such words that were right), on all tuning seeds of `attribution_tune.py`."""

_PROBABILITIES = [probability for probability, _ in TABLE]


def calibrated(probability: float) -> float:
    """Return the share of words with such a probability that are right, in a straight line between the table's rows."""
    place = min(max(1, bisect_right(_PROBABILITIES, probability)), len(TABLE) - 1)
    (low, right_low), (high, right_high) = TABLE[place - 1], TABLE[place]
    return right_low + (right_high - right_low) * (probability - low) / (high - low)

"""From the decoder's own probability to how often it is right."""

from __future__ import annotations

from bisect import bisect_right

TABLE = (
    (0.0, 0.0),
    (0.44261, 0.5577),  # 1178 words
    (0.54777, 0.6161),  # 3162
    (0.65034, 0.6937),  # 1910
    (0.75236, 0.8153),  # 2231
    (0.85685, 0.9239),  # 4137
    (0.92696, 0.9914),  # 3856
    (0.96738, 0.9961),  # 5064
    (1.0, 0.9977),  # 141,002: who was missed by the diarizer cannot be seen
)
"""(its probability, the share of such words that were right), on all tuning seeds of `attribution_tune.py`."""

_PROBABILITIES = [probability for probability, _ in TABLE]


def calibrated(probability: float) -> float:
    """Return the share of words with such a probability that are right, in a straight line between the table's rows."""
    place = min(max(1, bisect_right(_PROBABILITIES, probability)), len(TABLE) - 1)
    (low, right_low), (high, right_high) = TABLE[place - 1], TABLE[place]
    return right_low + (right_high - right_low) * (probability - low) / (high - low)

"""Calibration: from the decoder's own probability to the share of such words that are right."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

Table = Sequence[tuple[float, float]]
"""(the decoder's probability, the share of such words that were right)."""

BY_TURNS: Table = (
    (0.0, 0.0),
    (0.42542, 0.5139),  # 646 words
    (0.55581, 0.6100),  # 859
    (0.65240, 0.6918),  # 1327
    (0.75250, 0.8481),  # 1619
    (0.85547, 0.9478),  # 2585
    (0.92843, 0.9790),  # 3328
    (0.97400, 0.9977),  # 7666
    (1.0, 0.9993),  # 149,095: speakers whom the diarizer missed cannot be seen
)
"""Of words given by turns alone, on all tuning seeds of `attribution_tune.py`, where no turn confuses people."""

BY_SCORES: Table = (
    (0.0, 0.0),
    (0.64352, 0.5600),  # 50 words
    (0.85501, 0.8000),  # 30
    (0.93036, 0.9200),  # 50
    (0.97878, 0.9607),  # 407
    (0.99831, 0.9963),  # 539
    (1.0, 0.9992),  # 1216
)
"""Of words given by our diarizer's scores: real calls, AMI clips and samples, whisper-base words, version 5 of the
bundled model, no number given. Voices that it confuses are in it."""


def calibrated(probability: float, table: Table = BY_TURNS) -> float:
    """Return the share of words with such a probability that are right, in a straight line between the table's rows."""
    place = min(max(1, bisect_right(table, probability, key=lambda row: row[0])), len(table) - 1)
    (low, right_low), (high, right_high) = table[place - 1], table[place]
    return right_low + (right_high - right_low) * (probability - low) / (high - low)

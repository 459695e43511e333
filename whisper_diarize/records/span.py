"""A stretch of time, in seconds: the base of words, segments and turns."""

from __future__ import annotations

import math
from dataclasses import dataclass

PLAIN = (float, int)  # what JSON can hold


@dataclass(frozen=True, slots=True)
class Span:
    """The time from `start` to `end`, in seconds, `0 <= start <= end`. Numbers of NumPy become Python's.

    Raises:
        ValueError: a time is not finite, is negative, or `end` is before `start`.
    """

    start: float
    end: float

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            value = getattr(self, name)
            if type(value) not in PLAIN:
                object.__setattr__(self, name, float(value))
        if not (math.isfinite(self.start) and math.isfinite(self.end) and 0 <= self.start <= self.end):
            raise ValueError(f"not a span of time: {self.start} to {self.end}")

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.end - self.start

    def overlap(self, other: Span) -> float:
        """Return the seconds that both share; 0 if none.

        >>> Span(0, 2).overlap(Span(1.5, 9))
        0.5
        """
        return max(0.0, min(self.end, other.end) - max(self.start, other.start))

    def gap(self, other: Span) -> float:
        """Return the seconds between the nearest edges; 0 if they touch or overlap.

        >>> Span(0, 1).gap(Span(1.5, 9))
        0.5
        """
        return max(0.0, max(self.start, other.start) - min(self.end, other.end))

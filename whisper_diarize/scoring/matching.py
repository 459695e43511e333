"""Matching of the speakers of two sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from whisper_diarize.records import Span, Turn

from .annotation import UNASSIGNED


@dataclass(frozen=True, slots=True)
class Confusion:
    """The words or seconds that speakers of the reference (rows) and of the hypothesis (columns) share."""

    unit: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[float, ...], ...]

    def matched(self) -> dict[str, str]:
        """Return the speaker of the hypothesis for each reference speaker: one to one, so that most agrees."""
        import numpy as np  # noqa: PLC0415  the commands' help need not wait for it
        from scipy.optimize import linear_sum_assignment  # noqa: PLC0415

        table = np.array(self.counts, dtype=float).reshape(len(self.rows), len(self.columns))
        unassigned = [index for index, name in enumerate(self.columns) if name == UNASSIGNED]
        table[:, unassigned] = 0.0
        pairs = zip(*linear_sum_assignment(-table), strict=True)
        return {self.rows[row]: self.columns[column] for row, column in pairs if table[row, column] > 0}

    def agreed(self) -> float:
        """Return the words or seconds of matched speakers."""
        partners = self.matched()
        return sum(
            self.counts[i][self.columns.index(partners[row])] for i, row in enumerate(self.rows) if row in partners
        )


def confusion_of(
    unit: str, shares: Mapping[tuple[str, str], float], rows: Sequence[str], columns: Sequence[str]
) -> Confusion:
    """Return the table of `shares`, by (reference speaker, speaker of the hypothesis)."""
    counts = tuple(tuple(shares.get((row, column), 0.0) for column in columns) for row in rows)
    return Confusion(unit, tuple(rows), tuple(columns), counts)


def shared_seconds(reference: Iterable[Turn], hypothesis: Sequence[Turn]) -> dict[tuple[str, str], float]:
    """Return the seconds in which each pair of speakers talks at the same time."""
    shares: Counter[tuple[str, str]] = Counter()
    waiting = sorted(hypothesis, key=lambda turn: turn.start, reverse=True)
    running: list[Turn] = []
    for turn in sorted(reference, key=lambda turn: turn.start):
        while waiting and waiting[-1].start < turn.end:
            running.append(waiting.pop())
        running = [other for other in running if other.end > turn.start]
        for other in running:
            shares[turn.speaker, other.speaker] += Span.overlap(turn, other)  # type: ignore[assignment]
    return {pair: seconds for pair, seconds in shares.items() if seconds > 0}

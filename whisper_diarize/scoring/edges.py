"""Turn-edge error: the distance of the hypothesis' turn edges from the true ones.

For each edge of a reference turn, the nearest edge of the same kind (start or end) of the matched speaker's turns is
looked up; it is missed if that is farther than a limit, or if the speaker has no match.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from whisper_diarize.records import Turn

EDGE_LIMIT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class EdgeError:
    """Seconds at the edges that were found (None if none was): half and nine tenths of them are within so much."""

    edges: int
    missed: int
    median: float | None
    ninety: float | None


def edge_error(reference: Sequence[Turn], hypothesis: Sequence[Turn], matched: Mapping[str, str]) -> EdgeError:
    """Compare the edges of matched speakers."""
    distances: list[float] = []
    for kind in ("start", "end"):
        there: dict[str, list[float]] = {}
        for turn in hypothesis:
            there.setdefault(turn.speaker, []).append(getattr(turn, kind))
        times = {true: sorted(there.get(found, ())) for true, found in matched.items()}
        distances += [_distance(getattr(turn, kind), times.get(turn.speaker, ())) for turn in reference]
    found = sorted(distance for distance in distances if distance <= EDGE_LIMIT_SECONDS)
    missed = len(distances) - len(found)
    if not found:
        return EdgeError(len(distances), missed, None, None)
    return EdgeError(len(distances), missed, median(found), found[-(-9 * len(found) // 10) - 1])


def _distance(time: float, times: Sequence[float]) -> float:
    """Return how far the nearest of `times`, which are in order, is."""
    place = bisect_left(times, time)
    return min((abs(time - other) for other in times[max(0, place - 1) : place + 1]), default=float("inf"))

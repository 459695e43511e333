"""Sound times: finite, in order, none lost. Those that were not measured are filled in between neighbours, and flagged.

Every list here is in the order of speech; that order is never doubted, only the times are.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import TypeGuard

from whisper_diarize.records import MAX_SECONDS

SECONDS_PER_CHARACTER = 0.1
"""Slow speech. Words whose time is unknown get no more than this, however long the pause that they stand in."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A word or a segment. Without a usable `start` and `end` (seconds), both are None.

    `weight` is its share of a stretch of time in which nothing was measured: the length of its text.
    """

    start: float | None
    end: float | None
    weight: float = 1.0
    interpolated: bool = False


@dataclass(frozen=True, slots=True)
class Time:
    """The time of a word or a segment: `0 <= start <= end`, in seconds."""

    start: float
    end: float
    interpolated: bool


def timed(start: object, end: object, text: str, limit: float = math.inf) -> Timed:
    """Return the time of `text`; without one if it is not `0 <= start <= end`, or starts after `limit` seconds."""
    weight = max(1, len(text.strip()))
    if is_number(start) and is_number(end) and 0 <= start <= end and start <= limit:
        return Timed(float(start), float(end), weight)
    return Timed(None, None, weight)


def fill(items: Sequence[Timed], start: float, end: float, seconds_per_weight: float = math.inf) -> list[Timed]:
    """Give a time to each item that has none: its share of the gap between its measured neighbours.

    `start` and `end` stand in for the neighbours that the first and the last items lack. A gap that is longer than
    `seconds_per_weight` allows is used only where it touches the neighbour (the one before, if there is one).
    """
    filled: list[Timed] = []
    missing: list[Timed] = []
    for item in (*items, Timed(end, end)):
        if item.start is None:
            missing.append(item)
            continue
        if missing:
            left, right = _latest(filled, start), max(_latest(filled, start), item.start)
            room = min(right - left, sum(other.weight for other in missing) * seconds_per_weight)
            filled += _spread(missing, left if filled else right - room, room)
        filled.append(item)
        missing = []
    return filled[:-1]


def straighten(items: Sequence[Timed], limit: float = math.inf) -> list[Time]:
    """Return times that never go back and never overlap: one for each item, in the same order.

    As many measured times as possible are kept; those out of order are filled in, and an end that reaches beyond the
    next start is cut. Times end at `limit` seconds.
    """
    trusted = _longest_run_in_order(items)
    kept = [item if i in trusted else replace(item, start=None, end=None) for i, item in enumerate(items)]
    kept = _cut(kept, limit)
    end = _latest([item for item in kept if item.end is not None], 0.0)
    end = min(limit, end + SECONDS_PER_CHARACTER * sum(item.weight for item in kept))
    filled = _cut(fill(kept, 0.0, end, SECONDS_PER_CHARACTER), limit)
    return [Time(item.start or 0.0, item.end or 0.0, item.interpolated) for item in filled]


def is_number(value: object) -> TypeGuard[float]:
    """Return whether `value` is a number that can be a time of a recording, or a share of something."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= MAX_SECONDS


def _longest_run_in_order(items: Sequence[Timed]) -> set[int]:
    """Return the indices of the longest run of measured starts that never goes back (patience sorting)."""
    tops: list[float] = []
    piles: list[int] = []
    before: dict[int, int | None] = {}
    for index, item in enumerate(items):
        if item.start is None:
            continue
        place = bisect_right(tops, item.start)
        before[index] = piles[place - 1] if place else None
        tops[place : place + 1] = [item.start]
        piles[place : place + 1] = [index]
    run: set[int] = set()
    current = piles[-1] if piles else None
    while current is not None:
        run.add(current)
        current = before[current]
    return run


def _cut(items: Sequence[Timed], limit: float) -> list[Timed]:
    """Cut each end at the start of the next measured item, or at `limit`."""
    cut: list[Timed] = []
    following = limit
    for item in reversed(items):
        if item.start is not None and item.end is not None:
            start, end = min(item.start, following), min(item.end, following)
            changed = (start, end) != (item.start, item.end)
            cut.append(replace(item, start=start, end=end, interpolated=item.interpolated or changed))
            following = start
        else:
            cut.append(item)
    return cut[::-1]


def _spread(items: Sequence[Timed], start: float, seconds: float) -> list[Timed]:
    """Divide `seconds` from `start` on by weight."""
    total = sum(item.weight for item in items)
    edges = [start + seconds * share / total for share in accumulate((item.weight for item in items), initial=0.0)]
    return [
        replace(item, start=left, end=right, interpolated=True)
        for item, (left, right) in zip(items, pairwise(edges), strict=True)
    ]


def _latest(items: Sequence[Timed], start: float) -> float:
    """Return the end of the last item; `start` if there is none."""
    return start if not items or items[-1].end is None else items[-1].end

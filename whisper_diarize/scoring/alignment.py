"""Alignment of the words of two sides: the one with the fewest edits, bound by time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from .annotation import SaidWord

Pair = tuple[int, int]

SECONDS_COST = 1e-4
"""Of alignments with as few edits, take the one whose words are nearest in time: an edit weighs as 10,000 seconds."""


def align(reference: Sequence[SaidWord], hypothesis: Sequence[SaidWord], *, within: float) -> list[Pair]:
    """Return the indices of words that are the same, or stand for each other, in order.

    Only words whose middles are at most `within` seconds apart can be a pair. Both sides are in order of time; the
    cost is that of one side times the words within reach.
    """
    middles = [_middle(word) for word in hypothesis]
    order = sorted(range(len(hypothesis)), key=middles.__getitem__)
    sorted_middles = [middles[index] for index in order]
    rows = sorted(range(len(reference)), key=lambda index: _middle(reference[index]))
    steps: list[tuple[int, bytearray]] = []
    first, costs = 0, [float(index) for index in range(len(order) + 1)]
    for row in rows:
        middle = _middle(reference[row])
        low = bisect_left(sorted_middles, middle - within)
        high = bisect_right(sorted_middles, middle + within)
        ours = [(hypothesis[order[column]].text, sorted_middles[column]) for column in range(low, high)]
        costs, step = _row(reference[row].text, middle, ours, _window(costs, first, low, high))
        first = low
        steps.append((low, step))
    return [(rows[row], order[column]) for row, column in _trace(steps, len(order))]


def _window(costs: Sequence[float], first: int, low: int, high: int) -> list[float]:
    """Return the costs of the row above for `low` ... `high`; words right of its end are insertions.

    Words left of `low` can never be a pair again, so leaving them out loses nothing.
    """
    known = costs[low - first : high - first + 1]
    if not known:
        known = [costs[-1] + low - (first + len(costs) - 1)]
    last = known[-1]
    return [*known, *(last + extra for extra in range(1, high - low + 2 - len(known)))]


DELETE, INSERT, PAIR = 0, 1, 2


def _row(
    text: str, middle: float, ours: Sequence[tuple[str, float]], above: Sequence[float]
) -> tuple[list[float], bytearray]:
    """Return the costs after this reference word, by number of words of the hypothesis, and the step to each."""
    current = above[0] + 1
    costs, step = [current], bytearray([DELETE])
    for index, (other, time) in enumerate(ours):
        distance = SECONDS_COST * abs(middle - time)
        pair = above[index] + distance + (text != other)
        delete, insert = above[index + 1] + 1, current + 1
        current = min(pair, delete, insert)
        costs.append(current)
        step.append(PAIR if current == pair else DELETE if current == delete else INSERT)
    return costs, step


def _trace(steps: Sequence[tuple[int, bytearray]], column: int) -> list[Pair]:
    """Walk back from the end of both sides."""
    pairs: list[Pair] = []
    row = len(steps) - 1
    while row >= 0:
        low, step = steps[row]
        column = min(column, low + len(step) - 1)  # words right of this row's window are insertions
        if column <= low or step[column - low] == DELETE:
            row -= 1
        elif step[column - low] == INSERT:
            column -= 1
        else:
            pairs.append((row, column - 1))
            row, column = row - 1, column - 1
    return pairs[::-1]


def _middle(word: SaidWord) -> float:
    return (word.start + word.end) / 2

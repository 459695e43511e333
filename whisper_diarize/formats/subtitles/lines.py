"""A cue in lines: as few as it needs, of nearly one length, broken where the text lets them."""

from __future__ import annotations

from bisect import bisect_left

from .breaks import Measure

Stretch = tuple[int, int]

_RAGGEDNESS = 0.02
"""The cost of a column, squared, beside the costs of breaks."""


def split_lines(measure: Measure, cue: Stretch, width: int, label: int) -> list[Stretch]:
    """Return the stretches of pieces that make the lines of a cue.

    `label` are the columns of a name in front, 0 if there is none; where it leaves no room, the first line is empty.
    """
    first, last = cue
    if measure.width(first, last) + label <= width:
        return [cue]
    if label and measure.width(first, first + 1) + label > width:
        return [(first, first), *split_lines(measure, cue, width, 0)]
    return _balanced(measure, cue, width, label)


def _fewest(measure: Measure, cue: Stretch, width: int, label: int) -> int:
    """Return how many lines it takes if each is filled."""
    end = max(cue[0] + 1, measure.line_end(cue[0], width - label))
    count = 1
    while end < cue[1]:
        end = max(end + 1, measure.line_end(end, width))
        count += 1
    return count


def _balanced(measure: Measure, cue: Stretch, width: int, label: int) -> list[Stretch]:
    """Return the fewest lines that hold a cue: of all ways the cheapest, where width squared is dear."""
    first, last = cue
    count = _fewest(measure, cue, width, label)
    if count == 2:  # noqa: PLR2004  nearly all are: no need to look for a way
        middle = _halves(measure, cue, width, label)
        return [(first, middle), (middle, last)]
    sums, costs = measure.sums, measure.costs
    rows: list[dict[int, tuple[float, int]]] = [{first: (0.0, first)}]
    for row in range(1, count + 1):
        here: dict[int, tuple[float, int]] = {}
        # what is left must fit into the lines that are left, with a space in front of each
        least = bisect_left(sums, sums[last] - (count - row) * (width + 1), first, last)
        for begin, (cost, _) in rows[-1].items():
            for end in range(max(begin + 1, least), last) if row < count else (last,):
                columns = measure.width(begin, end) + (label if row == 1 else 0)
                if columns > width and end > begin + 1:
                    break
                total = cost + _RAGGEDNESS * columns * columns + (costs[end - 1] if end < last else 0.0)
                if end not in here or total < here[end][0]:
                    here[end] = (total, begin)
        rows.append(here)
    lines: list[Stretch] = []
    for here in reversed(rows[1:]):
        begin = here[last][1]
        lines.append((begin, last))
        last = begin
    return lines[::-1]


def _halves(measure: Measure, cue: Stretch, width: int, label: int) -> int:
    """Return where the second of two lines begins."""
    first, last = cue
    sums, spaces, costs = measure.sums, measure.spaces, measure.costs
    begin, end = sums[first] + spaces[first] - label, sums[last]
    latest = max(first + 1, measure.line_end(first, width - label))
    earliest = min(latest, max(first + 1, bisect_left(sums, end - width - 1, first, last)))
    ways = [
        ((sums[middle] - begin) ** 2 + (end - sums[middle] - spaces[middle]) ** 2) * _RAGGEDNESS + costs[middle - 1]
        for middle in range(earliest, latest + 1)
        if end - sums[middle] - spaces[middle] <= width
    ]
    return latest - len(ways) + 1 + ways.index(min(ways))

"""Words of before and after a change, aligned: the longest common subsequence."""

from __future__ import annotations

from collections.abc import Sequence

MAX_CELLS = 250_000
"""The largest table that is filled; of longer texts only the beginning and the end are aligned."""


def matches(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pairs of places at which both say the same, in order, as many as there can be."""
    first = _common(before, after)
    last = _common(before[first:][::-1], after[first:][::-1])
    middle = _table_matches(before[first : len(before) - last], after[first : len(after) - last])
    return [
        *((i, i) for i in range(first)),
        *((first + i, first + j) for i, j in middle),
        *((len(before) - i, len(after) - i) for i in range(last, 0, -1)),
    ]


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    """Return the number of words with which both begin."""
    count = 0
    while count < min(len(before), len(after)) and before[count] == after[count]:
        count += 1
    return count


def _table_matches(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    rows, columns = len(before), len(after)
    if rows * columns > MAX_CELLS:
        return []
    longest = [[0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            same = before[i] == after[j]
            longest[i][j] = longest[i + 1][j + 1] + 1 if same else max(longest[i + 1][j], longest[i][j + 1])
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < rows and j < columns:
        if before[i] == after[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    return found

"""The keys that the tasks of `page_task` take on pages of before, as a planner counts them: kind and key.

The first page had a dialog for a word. On the second, words were typed over in place; it had no labels to jump to, no
offers, and no key that hands words over to a neighbour.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.page_task_mistakes import Task

Key = tuple[str, str]


def plan(task: Task, *, dialog: bool) -> Iterator[Key]:
    """Yield the fewest keys that make each mistake right, one mistake after the other."""
    people = [speaker.label for speaker in task.wrong.speakers]
    labels = [word.speaker for word in task.wrong.words]
    cursor, typing = 0, False
    for mistake in task.mistakes:
        leave = [("confirm", "Escape")] if typing else []
        way, at = _way(labels, task.doubtful, cursor, mistake.first)
        by_tab = typing and at == mistake.first and mistake.text is not None and set(way) == {"n"}
        if by_tab:
            yield from [("go", "Tab")] * len(way)
        else:
            yield from leave
            yield from (("go", key) for key in way)
        if mistake.text is None:
            several = ["Shift+ArrowRight"] * (mistake.stop - mistake.first - 1)
            yield from (("select", key) for key in several or ["Shift+ArrowRight", "Shift+ArrowLeft"])
            yield "speaker", str(people.index(mistake.label) + 1)
            labels[mistake.first : mistake.stop] = [mistake.label] * (mistake.stop - mistake.first)
            typing = False
        else:
            yield from [] if by_tab else [("open", "e")]
            yield from (("type", letter) for letter in mistake.text)
            yield from [("confirm", "Enter")] if dialog else []
            typing = not dialog
        cursor = mistake.first
    yield from [("confirm", "Escape")] if typing else []


def _way(labels: list[str | None], doubtful: tuple[int, ...], cursor: int, target: int) -> tuple[list[str], int]:
    """Return the fewest keys from one word to another, and the last word that a doubt led to."""
    steps = sum(cursor < number <= target for number in doubtful)
    near = max((number for number in doubtful if cursor < number <= target), default=cursor)
    ways = [
        (_by_turns(labels, cursor, target), cursor),
        (["n"] * steps + _by_turns(labels, near, target), near),
    ]
    return min(ways, key=lambda way: len(way[0]))


def _by_turns(labels: list[str | None], cursor: int, target: int) -> list[str]:
    """Return the fewest keys from one word to another: by words, or by turns and then by words."""
    starts = [i for i in range(len(labels)) if i == 0 or labels[i] != labels[i - 1]]
    turn = sum(start <= target for start in starts)
    here = sum(start <= cursor for start in starts)
    ways = [["ArrowRight" if target > cursor else "ArrowLeft"] * abs(target - cursor)]
    for extra in (0, 1):
        if here < turn + extra <= len(starts):
            start = starts[turn + extra - 1]
            steps = ["ArrowRight"] * (target - start) or ["ArrowLeft"] * (start - target)
            ways.append(["j"] * (turn + extra - here) + steps)
    return min(ways, key=len)

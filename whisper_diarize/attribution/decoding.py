"""Decisions: the best speakers for all words together, and how likely each is.

Where one speaker explains a word so much better than all others that no saving of changes could be worth it, the
conversation is cut: what lies between two such words is decided on its own, with the same result, and among the
speakers who are near.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .chain import best_path, posteriors
from .evidence import BySpeaker

SURE = 30.0
"""Beyond so many natural units, a probability is 0 or 1 to the last bit or nearly."""


class Decision(NamedTuple):
    """A speaker, the probability that the word is theirs, and the likeliest other speaker."""

    speaker: int
    probability: float
    runner_up: int | None


def decide(
    rows: Sequence[BySpeaker], stay: Sequence[float], change: Sequence[float], *, absent: float
) -> list[Decision]:
    """Decide words on their own where that is enough, the stretches between them together.

    `rows` are the log-likelihoods of the speakers near each word; of all others they are `-absent`. `stay[i]` and
    `change[i]` are what it costs to keep the speaker, or to change, between words i and i + 1.
    """
    decisions: list[Decision] = []
    leads: list[float] = []
    for scores in rows:
        best, lead, second = _best(scores, absent)
        leads.append(lead)
        decisions.append(Decision(best, _sigmoid(lead), second))
    for first, last in _undecided(leads, stay, change):
        states = sorted({state for scores in rows[first:last] for state in scores})
        table = [[scores.get(state, -absent) for state in states] for scores in rows[first:last]]
        inside = slice(first, last - 1)
        path = best_path(table, stay[inside], change[inside])
        chances = posteriors(table, stay[inside], change[inside])
        for index, (state, row) in enumerate(zip(path, chances, strict=True), start=first):
            others = (other for other in range(len(states)) if other != state)
            second = max(others, key=row.__getitem__, default=None)
            decisions[index] = Decision(states[state], row[state], None if second is None else states[second])
    return decisions


def _best(scores: BySpeaker, absent: float) -> tuple[int, float, int | None]:
    """Return a word's best speaker, its lead over the second best, and that one if it is near."""
    if len(scores) == 1:
        ((best, score),) = scores.items()
        return best, score + absent, None
    best = max(scores, key=scores.__getitem__)
    second = max((other for other in scores if other != best), key=scores.__getitem__)
    return best, scores[best] - scores[second], second


def _sigmoid(lead: float) -> float:
    return 1.0 / (1.0 + math.exp(-lead)) if lead < SURE else 1.0


def _undecided(leads: Sequence[float], stay: Sequence[float], change: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Yield the stretches (first, last + 1) of undecided words, with the decided words beside them.

    A word is decided if its best speaker leads by more than another one could save between it and its neighbours.
    """
    savings = [0.0, *(abs(kept - changed) for kept, changed in zip(stay, change, strict=True)), 0.0]
    first = None
    for index, lead in enumerate(leads):
        if lead > savings[index] + savings[index + 1]:
            if first is not None:
                yield max(0, first - 1), index + 1
            first = None
        elif first is None:
            first = index
    if first is not None:
        yield max(0, first - 1), len(leads)

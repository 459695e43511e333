"""Hidden Markov chains whose state either stays or is chosen anew at a cost: exact decoding and posteriors.

Both cost words times speakers, not its square: a change costs the same whoever comes next.

Source: Viterbi (1967) and Rabiner, "A tutorial on hidden Markov models" (1989), sections III.A and III.B.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Scores = Sequence[Sequence[float]]


def best_path(scores: Scores, stay: Sequence[float], change: Sequence[float]) -> list[int]:
    """Return the states whose sum of scores, less the costs between neighbours, is largest.

    `scores` are (steps, states); `stay[i]` and `change[i]` are what it costs between steps i and i + 1 to keep the
    state or to take another.
    """
    totals = list(scores[0])
    back: list[list[int]] = []
    for step in range(1, len(scores)):
        kept, cost = stay[step - 1], change[step - 1]
        leader = max(range(len(totals)), key=totals.__getitem__)
        second = max((s for s in range(len(totals)) if s != leader), key=totals.__getitem__, default=leader)
        froms, following = [], []
        for state, score in enumerate(scores[step]):
            other = second if state == leader else leader
            stayed, changed = totals[state] - kept, totals[other] - cost
            froms.append(state if stayed >= changed else other)
            following.append(max(stayed, changed) + score)
        back.append(froms)
        totals = following
    path = [max(range(len(totals)), key=totals.__getitem__)]
    for froms in reversed(back):
        path.append(froms[path[-1]])
    return path[::-1]


def posteriors(scores: Scores, stay: Sequence[float], change: Sequence[float]) -> list[list[float]]:
    """Return the probability of each state at each step, (steps, states)."""
    likelihoods = [_exponentials(row) for row in scores]
    keep = [math.exp(-cost) for cost in stay]
    swap = [math.exp(-cost) for cost in change]
    forward = [_normal(likelihoods[0])]
    for row, kept, changed in zip(likelihoods[1:], keep, swap, strict=True):
        forward.append(_normal([value * p for value, p in zip(row, _moved(forward[-1], kept, changed), strict=True)]))
    backward = [1.0] * len(scores[0])
    result = [forward[-1]]
    for step in range(len(scores) - 2, -1, -1):
        backward = _normal([b * p for b, p in zip(backward, likelihoods[step + 1], strict=True)])
        backward = _moved(backward, keep[step], swap[step])
        result.append(_normal([a * b for a, b in zip(forward[step], backward, strict=True)]))
    return result[::-1]


def _exponentials(row: Sequence[float]) -> list[float]:
    top = max(row)
    return [math.exp(value - top) for value in row]


def _moved(values: Sequence[float], keep: float, swap: float) -> list[float]:
    total = sum(values)
    return [value * keep + (total - value) * swap for value in values]


def _normal(values: Sequence[float]) -> list[float]:
    total = sum(values)
    return [value / total for value in values]

"""The best path and the posteriors are those of going through all paths."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.attribution.chain import best_path, posteriors

numbers = st.integers(-16, 16).map(lambda number: number / 4)
costs = st.integers(0, 16).map(lambda number: number / 4)


@st.composite
def chains(draw: st.DrawFn) -> tuple[list[list[float]], list[float], list[float]]:
    steps, states = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    rows = [[draw(numbers) for _ in range(states)] for _ in range(steps)]
    return rows, [draw(costs) for _ in range(steps - 1)], [draw(costs) for _ in range(steps - 1)]


def total(
    path: Sequence[int], scores: Sequence[Sequence[float]], stay: Sequence[float], change: Sequence[float]
) -> float:
    """The definition."""
    kept = sum(row[state] for row, state in zip(scores, path, strict=True))
    return kept - sum(
        same if a == b else other for (a, b), same, other in zip(pairwise(path), stay, change, strict=True)
    )


def all_paths(scores: Sequence[Sequence[float]]) -> Iterator[tuple[int, ...]]:
    return product(range(len(scores[0])), repeat=len(scores))


@given(chains())
def test_no_path_is_better(chain: Any) -> None:
    assert total(best_path(*chain), *chain) == max(total(path, *chain) for path in all_paths(chain[0]))


@given(chains())
def test_posteriors_are_sums_over_all_paths(chain: Any) -> None:
    weights = {path: math.exp(total(path, *chain)) for path in all_paths(chain[0])}

    for step, row in enumerate(posteriors(*chain)):
        for state, chance in enumerate(row):
            through = sum(weight for path, weight in weights.items() if path[step] == state)
            assert chance == pytest.approx(through / sum(weights.values()), rel=1e-9)


def test_long_chains_neither_overflow_nor_vanish() -> None:
    rows = [[0.0, -30.0, 30.0]] * 5000

    assert posteriors(rows, [0.0] * 4999, [20.0] * 4999)[2500] == pytest.approx([0, 0, 1], abs=1e-9)

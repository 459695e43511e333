"""Variational Bayes against a plain computation of the paper's equations, and what must hold whatever the data."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from whisper_diarize.clustering.vbx import Speakers, update, vbx

Floats = NDArray[np.float64]


FACTORS = {"fa": 0.3, "fb": 2.0}


def problem(sizes: tuple[int, ...] = (6, 5, 7), dim: int = 4, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return features of len(sizes) speakers, one after the other, and how far apart people are in each."""
    rng = np.random.default_rng(seed)
    phi = np.linspace(20, 0.5, dim)
    people = rng.normal(size=(len(sizes), dim)) * np.sqrt(phi)
    return np.repeat(people, sizes, axis=0) + rng.normal(size=(sum(sizes), dim)), phi


def clusters(count: int, groups: int, seed: int = 0) -> np.ndarray:
    """Return labels from 0 without gaps."""
    return np.unique(np.random.default_rng(seed).integers(0, groups, count), return_inverse=True)[1]


def plain_update(  # noqa: PLR0913 - those of the paper
    x: Floats, phi: Floats, gamma: Floats, pi: Floats, *, fa: float, fb: float
) -> tuple[Floats, Floats, float]:
    """Compute one iteration sum by sum, as the paper writes it."""
    num, dim, count = len(x), len(phi), len(pi)
    variance = [[1 / (1 + fa / fb * sum(gamma[t][s] for t in range(num)) * phi[d]) for d in range(dim)]
                for s in range(count)]  # fmt: skip
    mean = [[fa / fb * variance[s][d] * sum(gamma[t][s] * x[t][d] * math.sqrt(phi[d]) for t in range(num))
             for d in range(dim)] for s in range(count)]  # fmt: skip
    logs = [[math.log(pi[s] + 1e-8) + fa * sum(
                 x[t][d] * math.sqrt(phi[d]) * mean[s][d] - 0.5 * phi[d] * (variance[s][d] + mean[s][d] ** 2)
                 - 0.5 * x[t][d] ** 2 - 0.5 * math.log(2 * math.pi) for d in range(dim))
             for s in range(count)] for t in range(num)]  # fmt: skip
    evidence = [math.log(sum(math.exp(v) for v in row)) for row in logs]
    found = np.array([[math.exp(v - e) for v in row] for row, e in zip(logs, evidence, strict=True)])
    bound = sum(evidence) + fb / 2 * sum(
        math.log(v) - v - m**2 + 1 for vs, ms in zip(variance, mean, strict=True) for v, m in zip(vs, ms, strict=True)
    )
    return found, found.mean(axis=0), bound


def test_iteration_is_that_of_the_paper() -> None:
    features, phi = problem()
    gamma = np.random.default_rng(1).dirichlet([1, 1, 1], len(features))
    pi = np.array([0.5, 0.3, 0.2])
    found, objective = update(features, phi, Speakers(gamma, pi), **FACTORS)
    expected = plain_update(features.tolist(), phi.tolist(), gamma.tolist(), pi.tolist(), **FACTORS)
    np.testing.assert_allclose(found.responsibilities, expected[0], rtol=1e-9)
    np.testing.assert_allclose(found.priors, expected[1], rtol=1e-9)
    assert objective == pytest.approx(expected[2], rel=1e-12)


def test_speakers_that_began_apart_become_one() -> None:
    features, phi = problem((40, 40), dim=32)
    found = vbx(features, phi, np.repeat([0, 1, 2, 3], [40, 20, 15, 5]), fa=0.07, fb=0.8)
    assert (found.priors > 1e-7).sum() == 2
    assert len(set(found.responsibilities[40:].argmax(axis=1))) == 1


def test_larger_fb_lets_go_of_a_speaker_sooner() -> None:
    features, phi = problem((40,))
    begin = np.repeat([0, 1], 20)
    smaller, larger = (vbx(features, phi, begin, fa=0.07, fb=fb).priors.min() for fb in (2.0, 17.0))
    assert smaller > 0.4
    assert larger < 0.01


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6), st.sampled_from([0.02, 0.3, 1.0]), st.sampled_from([0.5, 2.0, 10.0]))
def test_responsibilities_and_priors_are_shares(seed: int, groups: int, fa: float, fb: float) -> None:
    features, phi = problem(seed=seed)
    found = vbx(features, phi, clusters(len(features), groups, seed), fa=fa, fb=fb)
    np.testing.assert_allclose(found.responsibilities.sum(axis=1), 1)
    assert found.priors.sum() == pytest.approx(1)
    assert found.responsibilities.min() >= 0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 6))
def test_objective_does_not_fall(seed: int, groups: int) -> None:
    features, phi = problem(seed=seed)
    gamma = np.random.default_rng(seed).dirichlet(np.ones(groups), len(features))
    speakers, values = Speakers(gamma, np.full(groups, 1 / groups)), []
    for _ in range(15):
        speakers, value = update(features, phi, speakers, **FACTORS)
        values.append(value)
    assert np.diff(values).min() > -1e-4  # TINY keeps it from being exact


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_order_of_vectors_does_not_matter(seed: int, random: Any) -> None:
    features, phi = problem(seed=seed)
    labels = clusters(len(features), 4, seed)
    order = list(range(len(features)))
    random.shuffle(order)
    moved = vbx(features[order], phi, labels[order], **FACTORS)
    np.testing.assert_allclose(
        moved.responsibilities, vbx(features, phi, labels, **FACTORS).responsibilities[order], atol=1e-6
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.sampled_from([-1.0, 1.0]), min_size=4, max_size=4))
def test_direction_of_an_axis_does_not_matter(seed: int, signs: list[float]) -> None:
    features, phi = problem(seed=seed)
    labels = clusters(len(features), 4, seed)
    turned, straight = (vbx(features * way, phi, labels, **FACTORS) for way in (signs, np.ones(4)))
    np.testing.assert_allclose(turned.responsibilities, straight.responsibilities, atol=1e-9)

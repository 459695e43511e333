"""The whole of community-1's clustering: from voice vectors to speakers."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whisper_diarize.clustering import AgglomerativeClustering, Plda, VbxClustering, assign, groups


def plda(dim: int, between: float = 30.0) -> Plda:
    """Return one for unit vectors along many directions; a voice varies by about a tenth of its length."""
    return Plda(np.zeros(dim), np.zeros(dim), np.eye(dim), np.zeros(dim), 6 * np.eye(dim), np.full(dim, between))


def voices(*sizes: int, dim: int = 16, noise: float = 0.04, seed: int = 0) -> np.ndarray:
    """Return vectors of len(sizes) speakers, one after the other."""
    rng = np.random.default_rng(seed)
    people = rng.normal(size=(len(sizes), dim))
    people /= np.linalg.norm(people, axis=1, keepdims=True)
    return (3 * (np.repeat(people, sizes, axis=0) + rng.normal(0, noise, (sum(sizes), dim)))).astype(np.float32)


def clustering(dim: int = 16, **options: Any) -> VbxClustering:
    return VbxClustering(plda(dim), **{"threshold": 0.3, **options})


def partition(vectors: np.ndarray, centroids: np.ndarray) -> list[list[int]]:
    labels = assign(vectors[:, None], centroids).ravel()
    return sorted(np.flatnonzero(labels == label).tolist() for label in np.unique(labels))


@pytest.mark.parametrize("speakers", [1, 2, 3, 7])
def test_well_separated_voices_are_found(speakers: int) -> None:
    vectors = voices(*[20] * speakers)
    found = clustering().centroids(vectors)
    assert partition(vectors, found.vectors) == [list(range(20 * k, 20 * k + 20)) for k in range(speakers)]


def test_voices_that_distance_alone_splits_are_put_together() -> None:
    vectors = voices(40, 40, dim=32, noise=0.06)
    assert len(AgglomerativeClustering(0.35, min_cluster_size=1).centroids(vectors).vectors) > 2
    found = clustering(32, threshold=0.35).centroids(vectors).vectors
    assert partition(vectors, found) == [list(range(40)), list(range(40, 80))]


def test_centroids_are_means_of_the_vectors_as_they_are() -> None:
    vectors = voices(20, 20)
    found = clustering().centroids(vectors).vectors
    expected = np.stack([vectors[:20].mean(axis=0), vectors[20:].mean(axis=0)])
    order = np.argsort(np.abs(found[:, None] - expected).sum(axis=2).argmin(axis=1))
    np.testing.assert_allclose(found[order], expected, atol=1e-3)


def test_more_than_127_speakers_are_told_apart() -> None:
    vectors = voices(*[4] * 200, dim=128, noise=0.01)
    found = clustering(128).centroids(vectors)
    assert partition(vectors, found.vectors) == [list(range(4 * k, 4 * k + 4)) for k in range(200)]


def test_more_than_127_speakers_can_be_demanded() -> None:
    assert len(clustering(128).centroids(voices(*[4] * 200, dim=128, noise=0.01), 150, 150).vectors) == 150


@pytest.mark.parametrize(
    ("minimum", "maximum", "expected"),
    [(1, None, 4), (1, 2, 2), (1, 1, 1), (6, None, 6), (3, 3, 3), (2, 9, 4), (5, 5, 5)],
)
def test_number_of_speakers_is_kept_within_bounds(minimum: int, maximum: int | None, expected: int) -> None:
    assert len(clustering().centroids(voices(20, 20, 20, 20), minimum, maximum).vectors) == expected


@pytest.mark.parametrize(
    ("minimum", "maximum", "constrained"),
    [(1, None, True), (2, 2, True), (3, None, False), (1, 1, False)],
    ids=["found", "as many as found", "more than found", "fewer than found"],
)
def test_assignment_is_constrained_unless_the_number_was_forced(
    minimum: int, maximum: int | None, constrained: bool
) -> None:
    assert clustering().centroids(voices(20, 20), minimum, maximum).constrained == constrained


def test_model_may_say_that_it_is_never_constrained() -> None:
    assert not clustering(constrained=False).centroids(voices(20, 20)).constrained


def test_one_voice_is_one_speaker_who_takes_all() -> None:
    found = clustering().centroids(voices(1), 3, 3)
    assert (len(found.vectors), found.constrained) == (1, False)


def test_more_speakers_than_voices_cannot_be_had() -> None:
    assert len(clustering().centroids(voices(1, 1), 5, 5).vectors) == 2


def test_more_speakers_than_different_voices_cannot_be_had() -> None:
    vectors = np.repeat(voices(1, 1), 10, axis=0)
    found = clustering().centroids(vectors, 5, 5).vectors
    assert len(found) == 2
    assert np.isfinite(found).all()


def test_forced_speakers_are_the_same_every_time() -> None:
    vectors = voices(30, 30, noise=0.2)
    first, second = (clustering().centroids(vectors, 5, 5).vectors for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_forcing_leaves_the_vectors_as_they_were() -> None:
    vectors = voices(30, 30)
    before = vectors.copy()
    clustering().centroids(vectors, 5, 5)
    np.testing.assert_array_equal(vectors, before)


def test_many_vectors_are_linked_in_groups_and_all_are_heard() -> None:
    vectors = voices(400, 300, 200)
    found = clustering(max_vectors=50).centroids(vectors).vectors
    assert partition(vectors, found) == [list(range(400)), list(range(400, 700)), list(range(700, 900))]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 8), min_size=1, max_size=5), st.integers(1, 6), st.integers(0, 6), st.integers(0, 1000))
def test_bounds_hold_for_any_voices(sizes: list[int], minimum: int, more: int, seed: int) -> None:
    vectors = voices(*sizes, noise=0.3, seed=seed)
    found = clustering().centroids(vectors, minimum, minimum + more).vectors
    assert min(minimum, len(vectors)) <= len(found) <= minimum + more
    assert np.isfinite(found).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.randoms(use_true_random=False))
def test_order_of_vectors_does_not_matter(seed: int, random: Any) -> None:
    vectors = voices(10, 12, 14, seed=seed)
    order = list(range(36))
    random.shuffle(order)
    moved = partition(vectors, clustering().centroids(vectors[order]).vectors)
    assert moved == partition(vectors, clustering().centroids(vectors).vectors)


@pytest.mark.parametrize(("minimum", "maximum"), [(1, None), (5, 5)])
def test_prepared_linkage_is_not_made_again(monkeypatch: pytest.MonkeyPatch, minimum: int, maximum: int | None) -> None:
    vectors = voices(20, 20, 20)
    precomputed, plain = clustering().precompute(vectors), clustering().centroids(vectors, minimum, maximum).vectors
    monkeypatch.delattr(groups, "linkage")
    np.testing.assert_array_equal(clustering().centroids(vectors, minimum, maximum, precomputed).vectors, plain)


def test_one_vector_has_no_linkage_to_prepare() -> None:
    assert not clustering().precompute(voices(1))

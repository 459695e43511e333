from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.clustering import AgglomerativeClustering, groups


def voices(*sizes: int, dim: int = 8, noise: float = 0.02, seed: int = 0) -> np.ndarray:
    """Return vectors of len(sizes) speakers, each along an axis of its own, one speaker after the other."""
    rng = np.random.default_rng(seed)
    centres = np.repeat(np.eye(max(dim, len(sizes)))[: len(sizes)], sizes, axis=0)
    return 3.0 * (centres + rng.normal(0, noise, centres.shape))


def partition(labels: np.ndarray) -> list[list[int]]:
    return sorted(np.flatnonzero(labels == label).tolist() for label in np.unique(labels))


@pytest.mark.parametrize("speakers", [1, 2, 3, 7])
def test_well_separated_voices_are_found(speakers: int) -> None:
    labels = AgglomerativeClustering(0.7).labels(voices(*[20] * speakers))
    assert partition(labels) == [list(range(20 * k, 20 * k + 20)) for k in range(speakers)]


def test_length_of_vectors_does_not_matter() -> None:
    vectors = voices(20, 20)
    stretched = vectors * np.linspace(1, 100, 40)[:, None]
    clustering = AgglomerativeClustering(0.7)
    np.testing.assert_array_equal(clustering.labels(vectors), clustering.labels(stretched))


def test_one_vector_is_one_cluster() -> None:
    assert AgglomerativeClustering(0.7).labels(voices(1)).tolist() == [0]


def test_two_different_vectors_are_two_clusters() -> None:
    assert sorted(AgglomerativeClustering(0.7).labels(voices(1, 1)).tolist()) == [0, 1]


def test_more_than_127_speakers_are_told_apart() -> None:
    labels = AgglomerativeClustering(0.7, min_cluster_size=2).labels(voices(*[3] * 200))
    assert len(np.unique(labels)) == 200


def test_small_cluster_joins_the_nearest_large_one() -> None:
    vectors = voices(30, 30, 2)
    vectors[60:] += 2 * np.eye(8)[1]
    labels = AgglomerativeClustering(0.5, min_cluster_size=6).labels(vectors)
    assert partition(labels) == [list(range(30)), list(range(30, 62))]


def test_with_few_vectors_a_tenth_of_them_is_a_large_cluster() -> None:
    labels = AgglomerativeClustering(0.7, min_cluster_size=12).labels(voices(17, 3))
    assert partition(labels) == [list(range(17)), [17, 18, 19]]


def test_no_large_cluster_means_one_speaker() -> None:
    vectors = np.eye(25)
    assert AgglomerativeClustering(0.7, min_cluster_size=12).labels(vectors).tolist() == [0] * 25


@pytest.mark.parametrize(
    ("minimum", "maximum", "expected"),
    [(1, None, 4), (1, 2, 2), (1, 1, 1), (6, None, 6), (3, 3, 3), (2, 9, 4), (5, 5, 5)],
)
def test_number_of_clusters_is_kept_within_bounds(minimum: int, maximum: int | None, expected: int) -> None:
    vectors = voices(20, 20, 20, 20, noise=0.05)
    labels = AgglomerativeClustering(0.7, min_cluster_size=3).labels(vectors, minimum, maximum)
    assert len(np.unique(labels)) == expected


def test_more_clusters_than_vectors_cannot_be_had() -> None:
    assert AgglomerativeClustering(0.7).labels(voices(1, 1), minimum=5).max() == 1


def test_impossible_number_gives_as_many_as_there_can_be() -> None:
    pairs = np.repeat(voices(1, 1, 1, 1, 1, 1, 1, 1), 2, axis=0)
    labels = AgglomerativeClustering(0.1, min_cluster_size=2).labels(pairs, 12, 12)
    assert partition(labels) == [[k, k + 1] for k in range(0, 16, 2)]


def test_centroids_are_the_means_of_the_vectors_as_they_are() -> None:
    vectors = voices(20, 20)
    centroids = AgglomerativeClustering(0.7).centroids(vectors).vectors
    expected = np.stack([vectors[:20].mean(axis=0), vectors[20:].mean(axis=0)])
    np.testing.assert_allclose(centroids[centroids[:, 0].argsort()[::-1]], expected)


def test_many_vectors_are_linked_in_groups() -> None:
    clustering = AgglomerativeClustering(0.7, max_vectors=50)
    assert len(clustering.centroids(voices(400, 300, 200)).vectors) == 3


def test_vectors_keep_their_type_so_that_means_are_rounded_as_in_pyannote() -> None:
    assert AgglomerativeClustering(0.7).centroids(voices(20, 20).astype(np.float32)).vectors.dtype == np.float32


@pytest.mark.parametrize("constrained", [False, True])
def test_assignment_is_constrained_if_the_model_says_so(constrained: bool) -> None:
    assert AgglomerativeClustering(0.7, constrained=constrained).centroids(voices(20, 20)).constrained == constrained


@pytest.mark.parametrize(("sizes", "maximum"), [((20, 20), 1), ((1,), None)], ids=["demanded", "nothing else there"])
def test_single_speaker_takes_all_voices(sizes: tuple[int, ...], maximum: int | None) -> None:
    assert not AgglomerativeClustering(0.7, constrained=True).centroids(voices(*sizes), 1, maximum).constrained


@given(st.lists(st.integers(1, 15), min_size=1, max_size=5), st.integers(0, 1000))
def test_labels_are_numbered_without_gaps_and_cover_every_vector(sizes: list[int], seed: int) -> None:
    vectors = voices(*sizes, noise=0.3, seed=seed)
    labels = AgglomerativeClustering(0.7, min_cluster_size=4).labels(vectors)
    assert labels.shape == (len(vectors),)
    assert np.unique(labels).tolist() == list(range(labels.max() + 1))


@given(st.integers(0, 1000), st.randoms(use_true_random=False))
def test_order_of_vectors_does_not_matter(seed: int, random: Any) -> None:
    vectors = voices(6, 9, 12, noise=0.2, seed=seed)
    order = list(range(27))
    random.shuffle(order)
    moved = AgglomerativeClustering(0.7, min_cluster_size=4).labels(vectors[order])
    straight = AgglomerativeClustering(0.7, min_cluster_size=4).labels(vectors)
    assert partition(moved) == partition(straight[order])


@pytest.mark.parametrize(("minimum", "maximum"), [(1, None), (2, 2), (4, 6)])
@pytest.mark.parametrize("most", [5000, 20], ids=["all", "groups"])
def test_prepared_linkage_is_not_made_again(
    monkeypatch: pytest.MonkeyPatch, minimum: int, maximum: int, most: int
) -> None:
    vectors, clustering = voices(15, 15, 15, noise=0.3), AgglomerativeClustering(0.7, max_vectors=most)
    precomputed, plain = clustering.precompute(vectors), clustering.centroids(vectors, minimum, maximum).vectors
    monkeypatch.delattr(groups, "linkage")
    np.testing.assert_array_equal(clustering.centroids(vectors, minimum, maximum, precomputed).vectors, plain)

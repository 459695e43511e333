import numpy as np
import pytest

from tests.fakes.optional import present
from whisper_diarize.clustering import AgglomerativeClustering, SpectralClustering, spectral


def voices(*sizes: int, dim: int = 16, noise: float = 0.1, seed: int = 0) -> np.ndarray:
    """Return vectors of len(sizes) speakers, each along an axis of its own, one speaker after the other."""
    rng = np.random.default_rng(seed)
    centres = np.repeat(np.eye(dim)[: len(sizes)], sizes, axis=0)
    return 3.0 * (centres + rng.normal(0, noise, centres.shape))


def nearest(vectors: np.ndarray, centroids: np.ndarray) -> list[int]:
    return (vectors @ (centroids / np.linalg.norm(centroids, axis=1, keepdims=True)).T).argmax(axis=1).tolist()


@pytest.mark.parametrize("speakers", [1, 2, 3, 5, 8])
def test_the_number_of_speakers_is_found(speakers: int) -> None:
    vectors = voices(*[30] * speakers)

    found = SpectralClustering(0.7).centroids(vectors).vectors

    assert len(found) == speakers
    names = np.array(nearest(vectors, found)).reshape(speakers, 30)
    assert (names == names[:, :1]).all()
    assert len(set(names[:, 0])) == speakers


def test_voices_that_a_room_has_made_alike_are_told_apart_where_no_threshold_does() -> None:
    room = np.zeros(16)
    room[15] = 2.0
    vectors = voices(40, 40) / 3.0 + room

    assert len(SpectralClustering(0.7).centroids(vectors).vectors) == 2
    assert len(AgglomerativeClustering(0.7).centroids(vectors).vectors) == 1


def test_a_dearer_speaker_is_found_less_readily() -> None:
    vectors = voices(30, 30, noise=0.2)

    counts = [len(SpectralClustering(0.7, penalty=penalty).centroids(vectors).vectors) for penalty in (1e-4, 0.02, 0.9)]

    assert counts[0] > counts[1] == 2
    assert counts[2] == 1


@pytest.mark.parametrize(
    ("likeness", "found", "rival", "margin"), [(0.0, 2, 3, 0.84), (0.7, 1, 2, 0.09), (0.85, 1, 2, 0.64)]
)
def test_another_number_is_a_close_rival_where_two_voices_are_all_but_one(
    likeness: float, found: int, rival: int, margin: float
) -> None:
    vectors = voices(30, 30)
    vectors[30:] = likeness * vectors[:30] + (1 - likeness) * vectors[30:]

    centroids = SpectralClustering(0.7).centroids(vectors)

    assert len(centroids.vectors) == found
    assert (present(centroids.rival).num_speakers, present(centroids.rival).margin) == (  # type: ignore[comparison-overlap]  # equal all the same: approx, or a dtype and its class
        rival,
        pytest.approx(margin, abs=0.02),
    )


@pytest.mark.parametrize("penalty", [0.02, 0.1])
def test_margin_of_the_rival_is_in_prices_of_a_speaker(penalty: float) -> None:
    rival = SpectralClustering(0.7, penalty=penalty).centroids(voices(30, 30, noise=0.0)).rival
    assert (present(rival).num_speakers, present(rival).margin) == (3, pytest.approx(1))  # type: ignore[comparison-overlap]  # equal all the same: approx, or a dtype and its class


def test_a_given_number_of_speakers_has_no_rival() -> None:
    assert SpectralClustering(0.7).centroids(voices(30, 30), 2, 2).rival is None


@pytest.mark.parametrize(("minimum", "maximum", "expected"), [(5, 5, 5), (1, 2, 2), (4, None, 4), (12, 12, 12)])
def test_bounds_are_kept(minimum: int, maximum: int | None, expected: int) -> None:
    assert len(SpectralClustering(0.7).centroids(voices(30, 30, 30), minimum, maximum).vectors) == expected


@pytest.mark.parametrize(("minimum", "maximum"), [(1, None), (3, 3), (1, 1), (2, 5), (12, 12)])
def test_what_was_prepared_changes_nothing(minimum: int, maximum: int | None) -> None:
    vectors, clustering = voices(30, 30, 30, noise=0.3), SpectralClustering(0.7)
    precomputed = clustering.precompute(vectors)

    found, again = (clustering.centroids(vectors, minimum, maximum, given).vectors for given in ({}, precomputed))

    np.testing.assert_array_equal(found, again)


def test_what_is_prepared_is_small_and_saves_the_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, clustering = voices(500, 500), SpectralClustering(0.7, max_vectors=300)
    precomputed = clustering.precompute(vectors)
    monkeypatch.delattr(spectral, "_graph")

    assert len(clustering.centroids(vectors, precomputed=precomputed).vectors) == 2
    assert sum(array.nbytes for array in precomputed.values()) == 8 * 300


def test_few_vectors_are_not_prepared() -> None:
    assert not SpectralClustering(0.7).precompute(voices(19))


def test_few_vectors_are_clustered_by_distance() -> None:
    vectors = voices(4, 4)

    found, plain = (kind(0.7).centroids(vectors).vectors for kind in (SpectralClustering, AgglomerativeClustering))

    np.testing.assert_array_equal(found, plain)
    assert len(found) == 2


def test_one_vector_is_one_speaker() -> None:
    assert len(SpectralClustering(0.7).centroids(voices(1)).vectors) == 1


def test_the_same_vector_over_and_over_is_one_speaker() -> None:
    assert len(SpectralClustering(0.7).centroids(np.ones((50, 4))).vectors) == 1


def test_of_many_vectors_some_are_enough() -> None:
    vectors = voices(200, 200)

    assert len(SpectralClustering(0.7, max_vectors=60).centroids(vectors).vectors) == 2


def test_the_length_of_vectors_does_not_matter() -> None:
    vectors = voices(30, 30)

    found = [SpectralClustering(0.7).centroids(scaled).vectors for scaled in (vectors, 5 * vectors)]

    np.testing.assert_allclose(found[0], found[1], atol=1e-6)


def test_a_single_speaker_is_not_constrained() -> None:
    clustering = SpectralClustering(0.7, constrained=True)

    assert not clustering.centroids(voices(40)).constrained
    assert clustering.centroids(voices(30, 30)).constrained

import numpy as np
import pytest

from tests.fakes.optional import present
from whisper_diarize.clustering import AgglomerativeClustering, WardClustering, distinct_centroids, ward


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

    found = WardClustering().centroids(vectors).vectors

    assert len(found) == speakers
    names = np.array(nearest(vectors, found)).reshape(speakers, 30)
    assert (names == names[:, :1]).all()
    assert len(set(names[:, 0])) == speakers


def test_voices_that_a_room_has_made_alike_are_told_apart_where_no_threshold_does() -> None:
    room = np.zeros(16)
    room[15] = 2.0
    vectors = voices(40, 40) / 3.0 + room

    assert len(WardClustering().centroids(vectors).vectors) == 2
    assert len(AgglomerativeClustering(0.7).centroids(vectors).vectors) == 1


def test_a_dearer_speaker_is_found_less_readily() -> None:
    vectors = voices(30, 30, noise=0.2)

    counts = [len(WardClustering(penalty=penalty).centroids(vectors).vectors) for penalty in (1e-4, 0.02, 0.9)]

    assert counts[0] > counts[1] == 2
    assert counts[2] == 1


@pytest.mark.parametrize(("likeness", "found", "rival"), [(0.0, 2, 3), (0.5, 2, 1), (0.85, 1, 2)])
def test_another_number_is_the_rival(likeness: float, found: int, rival: int) -> None:
    vectors = voices(30, 30)
    vectors[30:] = likeness * vectors[:30] + (1 - likeness) * vectors[30:]

    centroids = WardClustering().centroids(vectors)

    assert (len(centroids.vectors), present(centroids.rival).num_speakers) == (found, rival)
    assert present(centroids.rival).margin > 0


def test_margin_of_the_rival_is_in_prices_of_a_speaker() -> None:
    vectors = voices(60, noise=0.0)
    vectors[::2] += 1e-3 * np.eye(16)[1]  # another speaker brings all but nothing, and costs its price and chance

    margins = [present(WardClustering(price).centroids(vectors).rival).margin for price in (0.02, 0.1)]

    chance = ward.CHANCE * np.log(2) / np.sqrt(60)
    assert margins == pytest.approx([1 + chance / 0.02, 1 + chance / 0.1], abs=1e-4)


def test_a_given_number_of_speakers_has_no_rival() -> None:
    assert WardClustering().centroids(voices(30, 30), 2, 2).rival is None


@pytest.mark.parametrize(("minimum", "maximum", "expected"), [(1, 2, 2), (3, 3, 3), (1, 1, 1), (2, None, 3)])
def test_bounds_that_the_voices_allow_are_kept(minimum: int, maximum: int | None, expected: int) -> None:
    assert len(WardClustering().centroids(voices(30, 30, 30), minimum, maximum).vectors) == expected


def test_speakers_whom_the_price_hides_are_found_if_their_number_is_given() -> None:
    vectors, dear = voices(30, 30, 30), WardClustering(penalty=0.9)

    assert len(dear.centroids(vectors).vectors) == 1
    assert len(dear.centroids(vectors, 3, 3).vectors) == 3
    assert len(dear.centroids(vectors, 2, 2).vectors) == 2


@pytest.mark.parametrize("given", [4, 5, 12])
def test_speakers_who_are_given_but_not_heard_split_no_voice(given: int) -> None:
    found = WardClustering().centroids(voices(30, 30, 30), given, given).vectors

    assert len(found) == 3


@pytest.mark.parametrize(("minimum", "maximum"), [(1, None), (3, 3), (1, 1), (2, 5), (12, 12)])
def test_what_was_prepared_changes_nothing(minimum: int, maximum: int | None) -> None:
    vectors, clustering = voices(30, 30, 30, noise=0.3), WardClustering()
    precomputed = clustering.precompute(vectors)

    found, again = (clustering.centroids(vectors, minimum, maximum, given).vectors for given in ({}, precomputed))

    np.testing.assert_array_equal(found, again)


def test_what_is_prepared_is_small_and_saves_the_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, clustering = voices(500, 500), WardClustering(max_vectors=300)
    precomputed = clustering.precompute(vectors)
    monkeypatch.delattr(ward, "_tree")

    assert len(clustering.centroids(vectors, precomputed=precomputed).vectors) == 2
    assert sum(array.nbytes for array in precomputed.values()) == 4 * 8 * 299


def test_one_vector_is_not_prepared() -> None:
    assert not WardClustering().precompute(voices(1))


@pytest.mark.parametrize("each", [2, 4, 8])
def test_few_vectors_are_enough_for_voices_that_differ(each: int) -> None:
    assert len(WardClustering().centroids(voices(each, each)).vectors) == 2


def test_one_vector_is_one_speaker() -> None:
    assert len(WardClustering().centroids(voices(1)).vectors) == 1


def test_the_same_vector_over_and_over_is_one_speaker() -> None:
    assert len(WardClustering().centroids(np.ones((50, 4))).vectors) == 1


def test_of_many_vectors_some_are_enough() -> None:
    vectors = voices(200, 200)

    assert len(WardClustering(max_vectors=60).centroids(vectors).vectors) == 2


def test_the_length_of_vectors_does_not_matter() -> None:
    vectors = voices(30, 30)

    found = [WardClustering().centroids(scaled).vectors for scaled in (vectors, 5 * vectors)]

    np.testing.assert_allclose(found[0], found[1], atol=1e-6)


def test_a_single_speaker_is_not_constrained() -> None:
    clustering = WardClustering(constrained=True)

    assert not clustering.centroids(voices(40)).constrained
    assert clustering.centroids(voices(30, 30)).constrained


@pytest.mark.parametrize(("least", "expected"), [(1, 3), (6, 2), (31, 1)])
def test_speakers_with_too_few_vectors_are_none(least: int, expected: int) -> None:
    assert len(distinct_centroids(voices(30, 30, 5), 4, least)) == expected


def test_one_vector_is_one_distinct_speaker() -> None:
    assert distinct_centroids(voices(1), 3, 1).shape == (1, 16)

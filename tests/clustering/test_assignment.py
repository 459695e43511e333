import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from whisper_diarize.clustering import assign

UNASSIGNED = [np.nan, np.nan]
CENTROIDS = np.array([[1.0, 0.0], [0.0, 1.0]])


def clusters(*speakers: list[float], constrained: bool = False) -> list[int]:
    return assign(np.array([speakers]), CENTROIDS, constrained=constrained)[0].tolist()


def test_every_voice_goes_to_the_nearest_centroid() -> None:
    assert clusters([1.0, 0.1], [0.1, 1.0]) == [0, 1]


def test_distance_is_by_angle() -> None:
    assert clusters([900.0, 100.0], [0.001, 0.002]) == [0, 1]


@pytest.mark.parametrize("constrained", [False, True])
def test_nobody_is_assigned_to_nothing(constrained: bool) -> None:
    assert clusters([1.0, 0.1], UNASSIGNED, constrained=constrained) == [0, -1]


def test_two_speakers_of_a_window_may_be_one_person() -> None:
    assert clusters([1.0, 0.1], [1.0, 0.2]) == [0, 0]


def test_unless_constrained() -> None:
    assert clusters([1.0, 0.1], [1.0, 0.2], constrained=True) == [0, 1]


def test_constrained_assignment_maximises_the_sum_of_similarities() -> None:
    assert clusters([1.0, 0.9], [1.0, 0.0], constrained=True) == [1, 0]


def test_constrained_speakers_beyond_the_clusters_have_none() -> None:
    assert sorted(clusters([1.0, 0.0], [0.0, 1.0], [0.7, 0.7], constrained=True)) == [-1, 0, 1]


def test_absent_speakers_do_not_take_a_cluster_from_others() -> None:
    assert clusters(UNASSIGNED, [1.0, 0.0], UNASSIGNED, constrained=True) == [-1, 0, -1]


def test_windows_are_independent() -> None:
    vectors = np.array([[[1.0, 0.0]], [[0.0, 1.0]], [[1.0, 0.0]]])
    assert assign(vectors, CENTROIDS, constrained=True).ravel().tolist() == [0, 1, 0]


@pytest.mark.parametrize("constrained", [False, True])
def test_more_than_127_clusters_have_numbers(constrained: bool) -> None:
    assert assign(np.eye(200)[None], np.eye(200), constrained=constrained)[0].tolist() == list(range(200))


@given(hnp.arrays(np.float64, (3, 4, 5), elements=st.floats(0.01, 1)), st.integers(1, 6), st.integers(0, 100))
def test_constrained_speakers_of_a_window_are_different_people(vectors: np.ndarray, count: int, seed: int) -> None:
    found = assign(vectors, np.random.default_rng(seed).random((count, 5)) + 0.01, constrained=True)
    taken = [row[row >= 0].tolist() for row in found]
    assert [len(set(row)) for row in taken] == [min(4, count)] * 3


def test_long_recordings_are_assigned_block_by_block() -> None:
    vectors = np.tile(np.array([[[1.0, 0.0]], [[0.0, 1.0]]]), (5000, 1, 1))
    assert (assign(vectors, CENTROIDS).ravel() == np.tile([0, 1], 5000)).all()

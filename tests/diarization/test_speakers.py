from dataclasses import replace

import numpy as np
import pytest

from whisper_diarize.clustering import AgglomerativeClustering
from whisper_diarize.diarization.embed import Embeddings
from whisper_diarize.diarization.speakers import find_speakers
from whisper_diarize.errors import DiarizationError

CLUSTERING = AgglomerativeClustering(0.7, min_cluster_size=2)


def embeddings(vectors: list[list[list[float]]], *, clean: bool = True) -> Embeddings:
    array = np.array(vectors, dtype=np.float32)
    return Embeddings(array, clean & ~np.isnan(array).any(axis=-1))  # type: ignore[arg-type]  # a fake, or what is to be refused


A, B, UNASSIGNED = [1.0, 0.0], [0.0, 1.0], [np.nan, np.nan]


def test_the_same_voice_in_two_windows_is_one_speaker() -> None:
    found = find_speakers(embeddings([[A, B], [B, A], [A, UNASSIGNED]]), CLUSTERING, 1, None)
    assert found.clusters[0, 0] == found.clusters[1, 1] == found.clusters[2, 0]
    assert found.clusters[0, 1] == found.clusters[1, 0] != found.clusters[0, 0]


def test_who_does_not_talk_is_nobody() -> None:
    found = find_speakers(embeddings([[A, UNASSIGNED]]), CLUSTERING, 1, None)
    assert found.clusters.tolist() == [[0, -1]]


def test_without_a_clean_voice_all_are_one_speaker() -> None:
    found = find_speakers(embeddings([[A, B], [UNASSIGNED, A]], clean=False), CLUSTERING, 1, None)
    assert found.clusters.tolist() == [[0, 0], [-1, 0]]


def test_a_voice_that_is_not_clean_is_assigned_but_makes_no_speaker() -> None:
    voices = Embeddings(np.array([[A], [A], [B]], np.float32), np.array([[True], [True], [False]]))
    found = find_speakers(voices, CLUSTERING, 1, None)
    assert found.clusters.ravel().tolist() == [0, 0, 0]
    assert found.centroids.tolist() == [A]


def test_clustering_says_whether_two_speakers_of_a_window_may_be_one() -> None:
    both = embeddings([[A, A], [B, UNASSIGNED], [B, UNASSIGNED], [A, UNASSIGNED]])
    free = find_speakers(both, CLUSTERING, 1, None).clusters[0]
    distinct = find_speakers(both, replace(CLUSTERING, constrained=True), 1, None).clusters[0]
    assert (free[0] == free[1], distinct[0] == distinct[1]) == (True, False)


def test_without_any_vector_there_is_no_result() -> None:
    with pytest.raises(DiarizationError, match="the embedding network computes no vector that can be used"):
        find_speakers(embeddings([[UNASSIGNED, UNASSIGNED]]), CLUSTERING, 1, None)

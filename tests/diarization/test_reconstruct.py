import tracemalloc

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from whisper_diarize.diarization import aggregate
from whisper_diarize.diarization.reconstruct import loudest, reconstruct, speaker_activity
from whisper_diarize.diarization.segmentation import Segmentation
from whisper_diarize.diarization.turns import spans
from whisper_diarize.diarization.windows import FRAME_STEP_SECONDS, Grid

TIGHT = Grid(duration=2 * FRAME_STEP_SECONDS, step=FRAME_STEP_SECONDS)  # windows of 2 frames, one frame apart


def activity(chunks: list[list[list[int]]], clusters: list[list[int]]) -> list[list[int]]:
    return speaker_activity(Segmentation(np.array(chunks, dtype=bool), TIGHT), np.array(clusters)).tolist()


def test_activity_follows_the_clusters_of_each_window() -> None:
    found = activity([[[1, 0], [0, 1]], [[0, 1], [1, 0]]], [[0, 1], [0, 1]])
    assert found == [[1, 0], [0, 2], [1, 0], [0, 0]]


def test_local_speakers_of_one_cluster_count_once() -> None:
    assert activity([[[1, 1], [0, 1]]], [[0, 0]]) == [[1], [1], [0]]


def test_unassigned_speakers_do_not_count() -> None:
    assert activity([[[1, 1], [1, 1]]], [[0, -1]]) == [[1], [1], [0]]


def test_probabilities_are_added_up_where_there_are_some() -> None:
    probabilities = np.array([[[0.25, 0.5], [0.75, 0.0]]], np.float32)
    found = speaker_activity(Segmentation(probabilities > 0.3, TIGHT, probabilities), np.array([[0, 0]]))
    assert found.tolist() == [[0.5], [0.75], [0.0]]


def test_there_may_be_more_than_127_speakers() -> None:
    found = speaker_activity(Segmentation(np.ones((200, 2, 1), dtype=bool), TIGHT), np.arange(200)[:, None])
    assert loudest(found, np.full(202, 2))[1:200].sum(axis=0).tolist() == [1, *[2] * 198, 1]


@pytest.mark.parametrize(("count", "expected"), [(0, [0, 0, 0]), (1, [0, 0, 1]), (2, [0, 1, 1]), (3, [1, 1, 1])])
def test_the_most_active_speakers_talk(count: int, expected: list[int]) -> None:
    assert loudest(np.array([[1, 3, 5]], np.int16), np.array([count])).tolist() == [[bool(x) for x in expected]]


@given(hnp.arrays(np.int16, (40, 5), elements=st.integers(0, 2)), hnp.arrays(np.intp, 40, elements=st.integers(0, 7)))
def test_of_equally_active_speakers_those_talk_who_do_in_pyannote(found: np.ndarray, count: np.ndarray) -> None:
    columns = max(5, count.max())
    order = np.argsort(-np.pad(found.astype(np.float32), ((0, 0), (0, columns - 5))), axis=-1)
    expected = [sorted(row[:number].tolist()) for row, number in zip(order, count, strict=True)]
    assert [np.flatnonzero(row).tolist() for row in loudest(found, count)] == expected


def test_more_talkers_than_clusters_get_columns_of_their_own() -> None:
    assert loudest(np.array([[4], [4]], np.int16), np.array([1, 2])).tolist() == [[True, False], [True, True]]


@given(hnp.arrays(np.int16, st.tuples(st.integers(1, 30), st.just(4)), elements=st.integers(0, 10)), st.data())
def test_as_many_talk_as_were_counted(found: np.ndarray, data: st.DataObject) -> None:
    count = data.draw(hnp.arrays(np.intp, len(found), elements=st.integers(0, 4)))
    assert loudest(found, count).sum(axis=1).tolist() == count.tolist()


def plain_reconstruction(found: Segmentation, clusters: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Add up and sort the whole recording at once, as pyannote does."""
    local = found.decisions if found.probabilities is None else found.probabilities
    activity = np.zeros((found.grid.num_frames(len(local)), clusters.max() + 1), np.float32)
    for index, (chunk, names) in enumerate(zip(local, clusters, strict=True)):
        relabelled = np.zeros((len(chunk), activity.shape[1]), np.float32)
        for name in set(names.tolist()) - {-1}:
            relabelled[:, name] = chunk[:, names == name].max(axis=1)
        start = found.grid.first_frame(index)
        activity[start : start + len(chunk)] += relabelled
    activity = np.pad(activity, ((0, 0), (0, max(0, count.max() - activity.shape[1]))))
    talking = np.zeros(activity.shape, bool)
    for frame, order in enumerate(np.argsort(-activity, axis=1)):
        talking[frame, order[: count[frame]]] = True
    return talking


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(1, 12),
    st.sampled_from([0.3, 0.5, 1.0]),
    st.integers(1, 6),
    st.booleans(),
    st.sampled_from([1, 7, 64, 10_000]),
    st.integers(0, 1000),
)
def test_walking_the_recording_in_blocks_changes_no_bit(  # noqa: PLR0913, PLR0917
    monkeypatch: pytest.MonkeyPatch, windows: int, step: float, speakers: int, probable: bool, block: int, seed: int
) -> None:
    monkeypatch.setattr(aggregate, "BLOCK_SUMS", block)
    rng = np.random.default_rng(seed)
    probabilities = rng.random((windows, 58, 3), dtype=np.float32)
    found = Segmentation(probabilities > 0.5, Grid(1.0, step), probabilities if probable else None)
    clusters = rng.integers(-1, speakers, (windows, 3))
    clusters[0, 0] = 0  # somebody talks
    count = rng.integers(0, 4, found.grid.num_frames(windows))
    blocks = list(reconstruct(found, clusters, count))
    np.testing.assert_array_equal(np.concatenate(blocks), plain_reconstruction(found, clusters, count))
    assert spans(blocks) == spans(np.concatenate(blocks))


def test_memory_does_not_grow_with_length() -> None:
    decisions = np.broadcast_to(np.eye(3, dtype=bool)[np.arange(589) % 3], (3600, 589, 3))
    found, clusters = Segmentation(decisions, Grid()), np.arange(3600)[:, None] % 300 + np.zeros((1, 3), int)
    count = np.ones(found.grid.num_frames(3600), int)
    tracemalloc.start()
    frames = sum(len(block) for block in reconstruct(found, clusters, count))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert frames == len(count)
    assert peak < 50e6  # all activities at once would be 128 MB in int16, what ranking needs 500 MB

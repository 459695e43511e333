"""What is kept of the windows' opinions, checked against all of them at once."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whisper_diarize.diarization import aggregate
from whisper_diarize.diarization.reconstruct import reconstruct
from whisper_diarize.diarization.scores import MAX_PAUSE_FRAMES, ScoreKeeper, windows_around
from whisper_diarize.diarization.segmentation import Segmentation
from whisper_diarize.diarization.windows import FRAME_SECONDS, FRAME_STEP_SECONDS, Grid
from whisper_diarize.records import FULL_SCORE, SpeakerScores

TIGHT = Grid(duration=2 * FRAME_STEP_SECONDS, step=FRAME_STEP_SECONDS)  # windows of 2 frames, one frame apart


def scores(found: Segmentation, clusters: np.ndarray, labels: dict[int, str]) -> SpeakerScores:
    keeper = ScoreKeeper(windows_around(found))
    for _ in reconstruct(found, clusters, np.zeros(found.grid.num_frames(len(clusters)), int), keeper.keep):
        pass
    return keeper.of(labels)


def laid_out(found: SpeakerScores, label: str, frames: int) -> np.ndarray:
    laid = np.zeros(frames, int)
    for stretch in found.stretches.get(label, ()):
        laid[stretch.first : stretch.first + len(stretch.values)] += stretch.values
    return laid


def plain_scores(found: Segmentation, clusters: np.ndarray, cluster: int) -> np.ndarray:
    """Average what the windows say of each frame."""
    local = found.decisions if found.probabilities is None else found.probabilities
    heard, windows = (np.zeros(found.grid.num_frames(len(local)), np.float32) for _ in range(2))
    for index, (chunk, names) in enumerate(zip(local, clusters, strict=True)):
        frames = slice(found.grid.first_frame(index), found.grid.first_frame(index) + len(chunk))
        heard[frames] += chunk[:, names == cluster].max(axis=1, initial=0)
        windows[frames] += 1
    return np.rint(255 * heard / np.maximum(windows, 1)).astype(int)


def test_score_is_the_share_of_windows_that_hear_a_speaker_there() -> None:
    found = Segmentation(np.array([[[1, 0], [1, 0]], [[0, 1], [1, 1]]], dtype=bool), TIGHT)

    kept = scores(found, np.array([[0, 1], [0, 1]]), {0: "a", 1: "b"})

    assert laid_out(kept, "a", 4).tolist() == [FULL_SCORE, 128, FULL_SCORE, 0]
    assert laid_out(kept, "b", 4).tolist() == [0, 128, FULL_SCORE, 0]
    assert (kept.step, kept.start) == (FRAME_STEP_SECONDS, FRAME_SECONDS / 2)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 12), st.booleans(), st.sampled_from([1, 64, 10_000]), st.integers(0, 1000))
def test_scores_are_the_means_of_all_windows_wherever_blocks_end(
    monkeypatch: pytest.MonkeyPatch, windows: int, probable: bool, block: int, seed: int
) -> None:
    monkeypatch.setattr(aggregate, "BLOCK_SUMS", block)
    rng = np.random.default_rng(seed)
    probabilities = rng.random((windows, 58, 3), dtype=np.float32) * rng.integers(0, 2, (windows, 1, 3))
    found = Segmentation(probabilities > 0.5, Grid(1.0, 0.5), probabilities if probable else None)
    clusters = rng.integers(-1, 4, (windows, 3))
    clusters[0, 0] = 0

    kept = scores(found, clusters, dict(enumerate("abcd")))

    for cluster, label in enumerate("abcd"):
        expected = plain_scores(found, clusters, cluster)
        np.testing.assert_array_equal(laid_out(kept, label, len(expected)), expected)


def test_silence_is_not_kept_and_who_has_no_label_neither() -> None:
    decisions = np.zeros((400, 59, 2), bool)
    decisions[[0, 390], :, 0] = True
    decisions[5, :, 1] = True
    found, clusters = Segmentation(decisions, Grid(1.0, 1.0)), np.tile([0, 1], (400, 1))

    kept = scores(found, clusters, {0: "a"})

    assert kept.stretches.keys() == {"a"}
    assert [(stretch.first, len(stretch.values)) for stretch in kept.stretches["a"]] == [(0, 59), (23111, 59)]
    assert MAX_PAUSE_FRAMES < 23111

"""Voices at instants decide who talks, where the windows took one speaker for the other."""

import numpy as np

from whisper_diarize.diarization.counting import count_speakers
from whisper_diarize.diarization.instants import STEP_SECONDS, Instants
from whisper_diarize.diarization.reconstruct import reconstruct, speaker_activity
from whisper_diarize.diarization.resegment import Resegmentation
from whisper_diarize.diarization.scores import windows_around
from whisper_diarize.diarization.segmentation import Segmentation
from whisper_diarize.diarization.speakers import Speakers
from whisper_diarize.diarization.windows import Grid, frame_middle

GRID = Grid(10.0, 1.0)
FRAMES = 592  # of a window
WINDOWS = 21
WEIGHT = 20.0
CENTROIDS = np.array([[1.0, 0.2], [0.2, 1.0]])
CLUSTERS = np.tile([0, 1], (WINDOWS, 1))


def talk(swapped: tuple[float, float] = (0.0, 0.0)) -> Segmentation:
    """Let the first speaker talk for the first 15 s and the second for the rest; windows swap them for a while."""
    decisions = np.zeros((WINDOWS, FRAMES, 2), np.bool_)
    for window in range(WINDOWS):
        seconds = frame_middle(GRID.first_frame(window) + np.arange(FRAMES))
        second = seconds >= 15
        second ^= (seconds >= swapped[0]) & (seconds < swapped[1])
        decisions[window, np.arange(FRAMES), second.astype(int)] = True
    return Segmentation(decisions, GRID)


def voices(noise: float = 0.0, seed: int = 0) -> Instants:
    """Return the true voices: the first speaker's for 15 s, then the second's."""
    numbers = np.arange(int(30 / STEP_SECONDS))
    vectors = CENTROIDS[(numbers * STEP_SECONDS >= 15).astype(int)]
    vectors = vectors + noise * np.random.default_rng(seed).standard_normal(vectors.shape)
    return Instants.usable(np.zeros_like(numbers), numbers, vectors.astype(np.float32))


def decided(segmentation: Segmentation, instants: Instants, weight: float = WEIGHT) -> np.ndarray:
    count, speakers = count_speakers(segmentation), Speakers(CLUSTERS, CENTROIDS)
    share_out = Resegmentation(segmentation, speakers, count, windows_around(segmentation), instants, weight)
    return np.concatenate(list(reconstruct(segmentation, CLUSTERS, count, share_out=share_out)))


def share_right(found: np.ndarray) -> float:
    seconds = frame_middle(np.arange(len(found)))
    inside = seconds < 30
    return float((found.argmax(axis=1) == (seconds >= 15))[inside].mean())


def test_what_all_windows_swap_is_mended() -> None:
    swapped = talk((4.0, 7.0))
    assert share_right(np.concatenate(list(reconstruct(swapped, CLUSTERS, count_speakers(swapped))))) < 0.91
    assert share_right(decided(swapped, voices())) > 0.99


def test_noise_of_single_instants_does_not_overrule_all_windows() -> None:
    assert share_right(decided(talk(), voices(noise=0.1), weight=5.0)) > 0.99


def test_how_many_talk_stays_as_it_was() -> None:
    swapped = talk((4.0, 7.0))
    swapped.decisions[:, 100:200] = True  # both at once
    swapped.decisions[:, 300:350] = False  # nobody
    count = count_speakers(swapped)
    np.testing.assert_array_equal(decided(swapped, voices()).sum(axis=1), count)


def test_activity_keeps_its_sum_where_one_talks_and_no_share_is_above_all_windows() -> None:
    segmentation = talk((4.0, 7.0))
    covering = windows_around(segmentation)
    count = count_speakers(segmentation)
    share_out = Resegmentation(segmentation, Speakers(CLUSTERS, CENTROIDS), count, covering, voices(), WEIGHT)
    activity = speaker_activity(segmentation, CLUSTERS)
    shared = share_out(0, activity)
    np.testing.assert_allclose(shared.sum(axis=1), activity.sum(axis=1), rtol=1e-4)
    assert (shared <= covering[:, None] * (1 + 1e-6)).all()


def test_blocks_are_shared_out_as_the_whole_is() -> None:
    segmentation, instants = talk((4.0, 7.0)), voices(noise=0.3)
    count, covering = count_speakers(segmentation), windows_around(segmentation)
    share_out = Resegmentation(segmentation, Speakers(CLUSTERS, CENTROIDS), count, covering, instants, WEIGHT)
    activity = speaker_activity(segmentation, CLUSTERS)
    parts = np.concatenate([share_out(0, activity[:700]), share_out(700, activity[700:])])
    np.testing.assert_array_equal(parts, share_out(0, activity))


def test_centroids_follow_what_is_heard() -> None:
    turned = voices()
    spread = turned._replace(vectors=(turned.vectors + np.float16(0.4)))  # another microphone than the clustering heard
    assert share_right(decided(talk((4.0, 7.0)), spread)) > 0.99

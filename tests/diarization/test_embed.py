import numpy as np
import pytest

from whisper_diarize.diarization.embed import Embeddings, embed, gather, speaking_masks
from whisper_diarize.diarization.segmentation import Piece, Segmentation
from whisper_diarize.diarization.windows import Batch, Grid

FRAMES = 100


class Recorder:
    """An embedder that keeps what it was given; every vector is (window's first sample, frames in the mask)."""

    def __init__(self) -> None:
        self.seen: list[float] = []

    def features(self, samples: np.ndarray) -> np.ndarray:
        self.seen += samples[:, 0].tolist()
        return samples

    def embed(self, features: np.ndarray, masks: np.ndarray) -> np.ndarray:
        first = np.broadcast_to(features[:, None, 0], masks.shape[:2])
        return np.stack([first, masks.sum(axis=2)], axis=-1)


def segmentation(*speakers: tuple[int, int], chunks: int = 1) -> Segmentation:
    """Return chunks in which each speaker talks from one frame to another."""
    decisions = np.zeros((chunks, FRAMES, len(speakers)), bool)
    for speaker, (start, end) in enumerate(speakers):
        decisions[:, start:end, speaker] = True
    return Segmentation(decisions, Grid())


def embedded(talk: Segmentation, network: Recorder, samples: list[float], *, batch: int = 2) -> Embeddings:
    """Embed windows of one sample each, a few at a time."""
    windows = [range(start, min(start + batch, len(samples))) for start in range(0, len(samples), batch)]
    column = np.array(samples, np.float32)[:, None]
    pieces = [Piece(Batch(some, column[some.start : some.stop]), talk.part(some)) for some in windows]
    return gather(list(embed(pieces, network, exclude_overlap=True)), talk)


def frames_used(*speakers: tuple[int, int], exclude_overlap: bool = True) -> list[int]:
    return speaking_masks(segmentation(*speakers), exclude_overlap=exclude_overlap)[0].sum(axis=0).tolist()


def test_frames_in_which_somebody_else_talks_are_left_out() -> None:
    assert frames_used((0, 50), (40, 90)) == [40, 40]


def test_unless_that_is_not_wanted() -> None:
    assert frames_used((0, 50), (40, 90), exclude_overlap=False) == [50, 50]


def test_whoever_hardly_talks_alone_is_known_by_all_they_say() -> None:
    # 100 frames of 1600 samples; more than ceil(400 / 1600) = 1 frame alone is needed
    assert frames_used((0, 50), (40, 51)) == [40, 11]


def test_only_windows_with_speech_are_embedded() -> None:
    network = Recorder()
    talk = segmentation((0, 50), chunks=4)
    talk.decisions[[0, 2]] = False
    embedded(talk, network, [0.0, 1.0, 2.0, 3.0])
    assert network.seen == [1.0, 3.0]


def test_vectors_stand_at_their_window_and_speaker() -> None:
    talk = segmentation((0, 50), (60, 70), chunks=3)
    talk.decisions[1] = False
    vectors = embedded(talk, Recorder(), [5.0, 6.0, 7.0]).vectors
    np.testing.assert_array_equal(vectors[[0, 2]], [[[5, 50], [5, 10]], [[7, 50], [7, 10]]])


def test_who_does_not_talk_has_no_vector() -> None:
    talk = segmentation((0, 50), (0, 0))
    vectors = embedded(talk, Recorder(), [1.0]).vectors
    assert np.isnan(vectors[0]).all(axis=1).tolist() == [False, True]


@pytest.mark.parametrize(("end", "clean"), [(20, True), (19, False)])
def test_voice_is_clean_if_it_is_alone_in_a_fifth_of_the_window(end: int, clean: bool) -> None:
    assert embedded(segmentation((0, end)), Recorder(), [1.0]).clean.tolist() == [[clean]]


def test_piece_in_which_nobody_talks_gives_no_voices() -> None:
    quiet = segmentation((0, 0))
    pieces = [Piece(Batch(range(1), np.ones((1, 1), np.float32)), quiet)]
    assert list(embed(pieces, Recorder(), exclude_overlap=True)) == []

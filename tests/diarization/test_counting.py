import numpy as np
import pytest

from whisper_diarize.diarization.aggregate import overlap_add
from whisper_diarize.diarization.counting import count_speakers
from whisper_diarize.diarization.segmentation import Segmentation
from whisper_diarize.diarization.windows import FRAME_STEP_SECONDS, Grid

TIGHT = Grid(duration=4 * FRAME_STEP_SECONDS, step=FRAME_STEP_SECONDS)  # windows of 4 frames, one frame apart


def segmentation(*chunks: list[list[int]]) -> Segmentation:
    return Segmentation(np.array(chunks, dtype=bool), TIGHT)


def test_overlap_add_counts_windows_frame_by_frame() -> None:
    chunks = [{0: np.array([1, 1, 0, 0], bool)}, {0: np.ones(4, bool)}]
    assert np.concatenate([*overlap_add(chunks, TIGHT, 2, 1)]).ravel().tolist() == [1, 2, 1, 1, 1, 0]


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ([[[1, 1]] * 4], [2, 2, 2, 2, 0]),
        ([[[0, 0]] * 4, [[0, 0]] * 4], [0, 0, 0, 0, 0, 0]),
        ([[[1, 0]] * 4, [[0, 0]] * 4], [1, 0, 0, 0, 0, 0]),  # half of the windows: 0.5 rounds to even
        ([[[1, 1]] * 4, [[1, 0]] * 4], [2, 2, 2, 2, 1, 0]),  # 1.5 rounds to even
    ],
    ids=["two at once", "nobody", "half", "one and a half"],
)
def test_count_is_the_rounded_mean_over_windows(chunks: list[list[list[int]]], expected: list[int]) -> None:
    assert count_speakers(segmentation(*chunks)).tolist() == expected

import mlx.core as mx
import numpy as np
import pytest

from whisper_diarize.nn.pooling import resize_nearest, statistics_pool

FRAMES = mx.array([[[1.0], [3.0], [5.0], [100.0]]])


def pooled(*mask: float) -> list[float]:
    return np.array(statistics_pool(FRAMES, mx.array([[mask]])))[0, 0].tolist()


def test_mean_and_unbiased_deviation_are_of_the_masked_frames_only() -> None:
    assert pooled(1.0, 1.0, 1.0, 0.0) == pytest.approx([3.0, 2.0])


def test_empty_mask_gives_zeros() -> None:
    assert pooled(0.0, 0.0, 0.0, 0.0) == [0.0, 0.0]


def test_single_frame_has_no_deviation() -> None:
    assert pooled(0.0, 1.0, 0.0, 0.0) == pytest.approx([3.0, 0.0])


def test_every_speaker_has_statistics_of_their_own() -> None:
    masks = mx.array([[[1.0, 1.0, 0.0, 0.0], [0.0, 1.0, 1.0, 0.0]]])
    np.testing.assert_allclose(np.array(statistics_pool(FRAMES, masks))[0, :, 0], [2.0, 4.0])


@pytest.mark.parametrize(
    ("frames", "expected"),
    [(3, [1, 2, 3]), (6, [1, 1, 2, 2, 3, 3]), (2, [1, 2]), (1, [1]), (4, [1, 1, 2, 3])],
)
def test_masks_are_resized_by_taking_the_frame_at_or_before(frames: int, expected: list[int]) -> None:
    assert np.array(resize_nearest(mx.array([[1, 2, 3]]), frames)).tolist() == [expected]

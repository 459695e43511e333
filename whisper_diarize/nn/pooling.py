"""Statistics pooling: mean and deviation of each channel over the frames in which a speaker talks.

Source: pyannote.audio 4.0.7 models/blocks/pooling.py (MIT).
"""

from __future__ import annotations

import mlx.core as mx

EPSILON = 1e-8  # pyannote's: a speaker with no frame gets zeros, not NaN


def statistics_pool(x: mx.array, weights: mx.array) -> mx.array:
    """Pool (batch, frames, channels) per speaker: (batch, speakers, 2 * channels), means then deviations.

    `weights`: (batch, speakers, mask_frames), brought to the frames of `x` by taking the nearest one before.
    """
    weights = resize_nearest(weights, x.shape[1])
    total = weights.sum(axis=-1, keepdims=True) + EPSILON
    mean = (weights @ x) / total
    unbiased = total - weights.square().sum(axis=-1, keepdims=True) / total + EPSILON
    squares = (x[:, None] - mean[:, :, None]).square()
    variance = (squares * weights[..., None]).sum(axis=2) / unbiased
    return mx.concatenate([mean, mx.sqrt(variance)], axis=-1)


def resize_nearest(weights: mx.array, frames: int) -> mx.array:
    """Stretch or shrink the last axis to `frames`, as torch's nearest-neighbour interpolation does."""
    return mx.take(weights, mx.array(nearest(weights.shape[-1], frames)), axis=-1)


def nearest(mask_frames: int, frames: int) -> list[int]:
    """Return the mask's frame that each of `frames` takes."""
    return [frame * mask_frames // frames for frame in range(frames)]

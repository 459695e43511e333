"""SincNet: a waveform becomes 60 features every 270 samples (16.875 ms).

Source: pyannote.audio 4.0.7 models/blocks/sincnet.py (MIT); Ravanelli and Bengio 2018, "Speaker recognition from raw
waveform with SincNet". The filters come with the weights.
"""

from __future__ import annotations

import math

import mlx.core as mx
from mlx import nn

from .activations import leaky_relu
from .stages import Stages, last

NUM_FILTERS = 80
KERNEL_SAMPLES = 251
STRIDE_SAMPLES = 10
POOL_FRAMES = 3
NORM_EPSILON = 1e-5  # torch's default


class InstanceNorm(nn.Module):
    """Each channel of each window brought to mean 0 and variance 1 over time, then scaled and shifted."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = mx.ones((channels,))
        self.bias = mx.zeros((channels,))

    def __call__(self, x: mx.array) -> mx.array:
        """Map (batch, time, channels) to the same shape."""
        centred = x - time_mean(x)
        variance = time_mean(centred.square())
        # not rsqrt: on a CPU, MLX's is good to four digits only
        return centred * (self.weight / mx.sqrt(variance + NORM_EPSILON)) + self.bias


class SincNet(nn.Module):
    """Three convolutions, each followed by max pooling, instance norm and a leaky ReLU."""

    def __init__(self) -> None:
        super().__init__()
        self.wav_norm1d = InstanceNorm(1)
        filters = nn.Conv1d(1, NUM_FILTERS, KERNEL_SAMPLES, STRIDE_SAMPLES, bias=False)
        self.conv1d = [filters, nn.Conv1d(80, 60, 5), nn.Conv1d(60, 60, 5)]
        self.norm1d = [InstanceNorm(80), InstanceNorm(60), InstanceNorm(60)]

    def __call__(self, samples: mx.array) -> mx.array:
        """Map (batch, samples) to (batch, frames, 60).

        On a CPU window by window: what is made of one then stays near the core.
        """
        if mx.default_device() != mx.Device(mx.cpu):
            return last(self.stages(samples))
        return mx.concatenate([last(self.stages(window)) for window in mx.split(samples, len(samples))])

    def stages(self, samples: mx.array) -> Stages:
        """Yield what each convolution, and then its block, makes of (batch, samples): `0.conv`, `0`, `1.conv`..."""
        x = self.wav_norm1d(samples[:, :, None])
        for layer, (conv, norm) in enumerate(zip(self.conv1d, self.norm1d, strict=True)):
            x = conv(x)
            yield f"{layer}.conv", x
            if layer == 0:
                x = mx.abs(x)
            x = leaky_relu(norm(max_pool(x)))
            yield f"{layer}", x


def time_mean(x: mx.array) -> mx.array:
    """Average over time, (batch, time, channels) to (batch, 1, channels), with sums of short sums.

    MLX adds up one after the other: over the 160000 samples of a window, float32 then loses three digits.
    """
    batch, frames, channels = x.shape
    block = math.isqrt(frames)
    whole = frames // block * block
    sums = x[:, :whole].reshape(batch, -1, block, channels).sum(axis=2).sum(axis=1)
    return ((sums + x[:, whole:].sum(axis=1)) / frames)[:, None]


def max_pool(x: mx.array) -> mx.array:
    """Keep the largest of every 3 frames: (batch, frames, channels) to (batch, frames // 3, channels)."""
    batch, frames, channels = x.shape
    whole = frames // POOL_FRAMES
    return x[:, : whole * POOL_FRAMES].reshape(batch, whole, POOL_FRAMES, channels).max(axis=2)

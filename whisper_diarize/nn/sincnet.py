"""SincNet: a waveform becomes 60 features every 270 samples (16.875 ms).

Source: pyannote.audio 4.0.7 models/blocks/sincnet.py (MIT); Ravanelli and Bengio 2018, "Speaker recognition from raw
waveform with SincNet". The filters come with the weights.
"""

from __future__ import annotations

import math
from typing import TypeVar

import mlx.core as mx
import numpy as np
from mlx import nn
from numpy.typing import NDArray

from .activations import LEAKY_SLOPE, leaky_relu
from .kernels.backend import CachedForm, as_numpy, with_kernel
from .kernels.pooled_conv import pooled_conv
from .stages import Stages, last

Floats = NDArray[np.float32]
Array = TypeVar("Array", mx.array, Floats)

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

        self._kernels = [CachedForm(_taps_first) for _ in self.conv1d]

    def by_pooled_conv(self, samples: Floats) -> mx.array:
        """Compute the network with its kernel."""
        x = np.array(samples[:, :, None])
        normalise(x, self.wav_norm1d)
        for layer, (conv, norm, kernel) in enumerate(zip(self.conv1d, self.norm1d, self._kernels, strict=True)):
            x = pooled_conv(x, kernel(conv.weight), conv.stride, absolute=layer == 0)
            if "bias" in conv:
                x += as_numpy(conv.bias)
            normalise(x, norm)
            for window in x:
                np.maximum(window, LEAKY_SLOPE * window, out=window)
        return mx.array(x)

    @with_kernel(by_pooled_conv, enters=True)
    def __call__(self, samples: mx.array) -> mx.array:
        """Map (batch, samples) to (batch, frames, 60)."""
        return last(self.stages(samples))

    def stages(self, samples: mx.array) -> Stages:
        """Yield the output of each convolution, and then its block, for (batch, samples): `0.conv`, `0`, `1.conv`..."""
        x = self.wav_norm1d(samples[:, :, None])
        for layer, (conv, norm) in enumerate(zip(self.conv1d, self.norm1d, strict=True)):
            x = conv(x)
            yield f"{layer}.conv", x
            if layer == 0:
                x = mx.abs(x)
            x = leaky_relu(norm(max_pool(x)))
            yield f"{layer}", x


def _taps_first(kernel: Floats) -> Floats:
    """Map (outputs, taps, inputs) to (taps, inputs, outputs)."""
    return np.ascontiguousarray(kernel.transpose(1, 2, 0))


def normalise(x: Floats, norm: InstanceNorm) -> None:
    """Compute `norm` in NumPy, in place, window by window, so that each stays near the core."""
    weight, bias = as_numpy(norm.weight), as_numpy(norm.bias)
    for first in range(len(x)):
        window = x[first : first + 1]
        window -= time_mean(window)
        window *= weight / np.sqrt(time_mean(np.square(window)) + np.float32(NORM_EPSILON))
        window += bias


def time_mean(x: Array) -> Array:
    """Average over time, (batch, time, channels) to (batch, 1, channels), with sums of short sums.

    MLX adds up one after the other: over the 160000 samples of a window, float32 then loses three digits.
    """
    batch, frames, channels = x.shape
    block = math.isqrt(frames)
    whole = frames // block * block
    sums = x[:, :whole].reshape(batch, -1, block, channels).sum(axis=2).sum(axis=1)
    mean: Array = ((sums + x[:, whole:].sum(axis=1)) / frames)[:, None]
    return mean


def max_pool(x: mx.array) -> mx.array:
    """Keep the largest of every 3 frames: (batch, frames, channels) to (batch, frames // 3, channels)."""
    batch, frames, channels = x.shape
    whole = frames // POOL_FRAMES
    return x[:, : whole * POOL_FRAMES].reshape(batch, whole, POOL_FRAMES, channels).max(axis=2)

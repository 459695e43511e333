"""A 3x3 convolution that is fast on a CPU with few channels too."""

from __future__ import annotations

import mlx.core as mx
from mlx import nn

KERNEL = 3
BAND_BINS = 5  # divides 80 bins and their halves; 4 to 10 are about as fast
MOST_CHANNELS = 16  # beyond, mx.conv2d is as fast


class Conv3x3(nn.Conv2d):
    """A 3x3 convolution with a border of zeros; images are (batch, frames, bins, channels)."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__(inputs, outputs, KERNEL, stride, padding=1)
        self._narrow = stride == 1 and max(inputs, outputs) <= MOST_CHANNELS

    def __call__(self, x: mx.array) -> mx.array:
        """Map (batch, frames, bins, inputs) to (batch, frames / stride, bins / stride, outputs)."""
        if self._narrow and x.shape[2] % BAND_BINS == 0 and mx.default_device() == mx.Device(mx.cpu):
            return banded_conv(x, self.weight) + self.bias
        convolved: mx.array = super().__call__(x)
        return convolved


def banded_conv(x: mx.array, kernel: mx.array) -> mx.array:
    """Convolve band by band: 5 bins of the output are one product of 7 bins, in 3 frames, of the input.

    mx.conv2d copies every value 9 times on a CPU, for products that hardly use what was copied; this copies it 4 times,
    and multiplies more. `kernel`: (outputs, 3, 3, inputs).
    """
    batch, frames, bins, inputs = x.shape
    bands, reach = bins // BAND_BINS, BAND_BINS + KERNEL - 1
    padded = mx.contiguous(mx.pad(x, [(0, 0), (1, 1), (1, 1), (0, 0)]))
    row = (bins + KERNEL - 1) * inputs
    shape = (batch, frames, bands, KERNEL, reach * inputs)
    strides = ((frames + KERNEL - 1) * row, row, BAND_BINS * inputs, row, 1)
    patches = mx.as_strided(padded, shape, strides).reshape(batch, frames, bands, KERNEL * reach * inputs)
    return (patches @ _band_matrix(kernel)).reshape(batch, frames, bins, -1)


def _band_matrix(kernel: mx.array) -> mx.array:
    """Lay the kernel out once for each bin of a band: (3 * 7 * inputs, 5 * outputs)."""
    taps = kernel.transpose(1, 2, 3, 0)
    shifted = [mx.pad(taps, [(0, 0), (bin_, BAND_BINS - 1 - bin_), (0, 0), (0, 0)]) for bin_ in range(BAND_BINS)]
    return mx.stack(shifted, axis=3).reshape(-1, BAND_BINS * kernel.shape[0])

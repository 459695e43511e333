"""The convolutions of images: of MLX's arrays by MLX, of NumPy's in NumPy and with the borrowed BLAS."""

from __future__ import annotations

from typing import TypeAlias

import mlx.core as mx
import numpy as np
from mlx import nn
from numpy.typing import NDArray

from .activations import relu
from .kernels.backend import CachedForm, as_mlx, as_numpy, with_kernel
from .kernels.conv1x1 import conv1x1
from .kernels.winograd import KERNEL, direct_bands, direct_conv, winograd_bands, winograd_conv

Floats = NDArray[np.float32]
Image: TypeAlias = mx.array | Floats
Stride: TypeAlias = int | tuple[int, int]  # over frames and over bins


class Conv3x3(nn.Conv2d):
    """A 3x3 convolution with a border of zeros, and a ReLU; images are (batch, frames, bins, channels).

    The stride over frames is 1 or that over bins.
    """

    def __init__(self, inputs: int, outputs: int, stride: Stride = 1) -> None:
        super().__init__(inputs, outputs, KERNEL, stride, padding=1)
        frame_stride, bin_stride = self.stride
        self._by_winograd = frame_stride == 1 and (inputs > 1 or bin_stride > 1)
        bands = winograd_bands if self._by_winograd else direct_bands
        self._bands = CachedForm(lambda kernel: bands(kernel, bin_stride))

    def by_winograd(self, x: Floats, shortcut: Image | None = None) -> Image:
        """Compute the layer with its kernel, image by image."""
        batch, *sides = x.shape[:3]
        out_sides = (-(-side // stride) for side, stride in zip(sides, self.stride, strict=True))
        out = np.empty((batch, *out_sides, len(self.bias)), np.float32)
        shortcuts = [None] * batch if shortcut is None else np.asarray(shortcut)
        convolve = winograd_conv if self._by_winograd else direct_conv
        for image, added, to in zip(x, shortcuts, out, strict=True):
            convolve(image, self._bands(self.weight), as_numpy(self.bias), added, to)
        return out

    @with_kernel(by_winograd)
    def __call__(self, x: mx.array, shortcut: Image | None = None) -> Image:
        """Map (batch, frames, bins, inputs) to (batch, frames / stride, bins / stride, outputs).

        `shortcut`, of that shape, is added before the ReLU.
        """
        found: mx.array = super().__call__(x)
        return relu(found if shortcut is None else found + as_mlx(shortcut))


class Conv1x1(nn.Conv2d):
    """A 1x1 convolution."""

    def __init__(self, inputs: int, outputs: int, stride: Stride) -> None:
        super().__init__(inputs, outputs, 1, stride)
        self._matrix = CachedForm(lambda kernel: np.ascontiguousarray(kernel[:, 0, 0].T))

    def by_product(self, x: Floats) -> Image:
        """Compute the layer with its kernel."""
        return conv1x1(x, self._matrix(self.weight), as_numpy(self.bias), self.stride)

    @with_kernel(by_product)
    def __call__(self, x: mx.array) -> Image:
        """Map (batch, frames, bins, inputs) to (batch, frames / stride, bins / stride, outputs)."""
        found: mx.array = super().__call__(x)
        return found

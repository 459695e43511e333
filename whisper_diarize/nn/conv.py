"""The convolutions of the ResNet: in MLX, or where there is a BLAS to borrow, in NumPy, which is faster on a CPU."""

from __future__ import annotations

import mlx.core as mx
import numpy as np
from mlx import nn
from numpy.typing import NDArray

from whisper_diarize.blas import fixed_product

from .activations import relu
from .borrowed import Prepared, as_numpy, is_borrowed
from .winograd import KERNEL, direct_bands, direct_conv, winograd_bands, winograd_conv

Floats = NDArray[np.float32]


class Conv3x3(nn.Conv2d):
    """A 3x3 convolution with a border of zeros, and a ReLU; images are (batch, frames, bins, channels)."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__(inputs, outputs, KERNEL, stride, padding=1)
        self._by_winograd = stride == 1 and inputs > 1
        self._bands = Prepared(winograd_bands if self._by_winograd else lambda kernel: direct_bands(kernel, stride))

    def __call__(self, x: mx.array, shortcut: mx.array | None = None) -> mx.array:
        """Map (batch, frames, bins, inputs) to (batch, frames / stride, bins / stride, outputs).

        `shortcut`, of that shape, is added before the ReLU.
        """
        if not is_borrowed():
            return self.plain(x, shortcut)
        (batch, *sides), stride = x.shape[:3], self.stride[0]
        out = mx.zeros((batch, *(-(-side // stride) for side in sides), len(self.bias)))
        convolve = winograd_conv if self._by_winograd else direct_conv
        shortcuts = [None] * batch if shortcut is None else as_numpy(shortcut)
        for image, added, to in zip(as_numpy(x), shortcuts, as_numpy(out), strict=True):
            convolve(image, self._bands(self.weight), as_numpy(self.bias), added, to)
        return out

    def plain(self, x: mx.array, shortcut: mx.array | None = None) -> mx.array:
        """Do the same in MLX."""
        x = super().__call__(x)
        return relu(x if shortcut is None else x + shortcut)


class Conv1x1(nn.Conv2d):
    """A 1x1 convolution."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__(inputs, outputs, 1, stride)
        self._matrix = Prepared(lambda kernel: np.ascontiguousarray(kernel[:, 0, 0].T))

    def __call__(self, x: mx.array) -> mx.array:
        """Map (batch, frames, bins, inputs) to (batch, frames / stride, bins / stride, outputs)."""
        return self._borrowed(as_numpy(x)) if is_borrowed() else self.plain(x)

    def plain(self, x: mx.array) -> mx.array:
        """Do the same in MLX."""
        y: mx.array = super().__call__(x)
        return y

    def _borrowed(self, x: Floats) -> mx.array:
        (outputs, _, _, inputs), stride = self.weight.shape, self.stride[0]
        pixels = np.ascontiguousarray(x[:, ::stride, ::stride])
        out = mx.zeros((*pixels.shape[:3], outputs))
        view = as_numpy(out).reshape(-1, outputs)
        view[:] = as_numpy(self.bias)
        fixed_product(pixels.reshape(-1, inputs), self._matrix(self.weight), view, add=True)()
        return out

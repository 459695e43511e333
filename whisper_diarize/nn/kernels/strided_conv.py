"""A convolution over frames with a stride, in NumPy and with the borrowed BLAS.

    y[t] = sum over k of  x[t stride + k - taps / 2] kernel[k] + bias

with zeros beyond both ends. `stride` frames lie one behind the other, and are one row of a matrix for as many taps.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.blas import fixed_product

Floats = NDArray[np.float32]


def strided_conv(x: Floats, kernel: Floats, bias: Floats, stride: int) -> Floats:
    """Convolve (batch, frames, inputs) with (taps, inputs, outputs): (batch, frames / stride, outputs)."""
    (batch, frames, inputs), (taps, _, outputs) = x.shape, kernel.shape
    places, border = -(-frames // stride), taps // 2
    found = np.empty((batch, places, outputs), np.float32)
    found[:] = bias
    padded = np.zeros(((places + -(-taps // stride)) * stride, inputs), np.float32)
    rows = padded.reshape(-1, stride * inputs)
    for window, out in zip(x, found, strict=True):
        padded[border : border + frames] = window
        for first in range(0, taps, stride):
            part = kernel[first : first + stride].reshape(-1, outputs)
            fixed_product(rows[first // stride :][:places, : len(part)], part, out, add=True)()
    return found

"""A 1x1 convolution in NumPy and with the borrowed BLAS: a matrix product for each place of the image.

y[t, f] = x[s t, r f] matrix + bias, for strides s over frames and r over bins
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.blas import fixed_product

Floats = NDArray[np.float32]


def conv1x1(x: Floats, matrix: Floats, bias: Floats, strides: tuple[int, int]) -> Floats:
    """Map (batch, frames, bins, inputs) to (batch, frames / s, bins / r, outputs).

    `matrix` is (inputs, outputs).
    """
    inputs, outputs = matrix.shape
    pixels = np.ascontiguousarray(x[:, :: strides[0], :: strides[1]])
    out = np.empty((*pixels.shape[:3], outputs), np.float32)
    out[:] = bias
    fixed_product(pixels.reshape(-1, inputs), matrix, out.reshape(-1, outputs), add=True)()
    return out

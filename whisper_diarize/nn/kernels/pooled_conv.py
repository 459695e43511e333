"""A convolution over time and max pooling by three, in NumPy and with the borrowed BLAS.

    y[n] = max over p in {0, 1, 2} of  sum over k of  x[(3 n + p) stride + k] kernel[k]

The rows of its products overlap in the waveform. They are multiplied where they lie, as many matrices as it takes for
the rows of each not to overlap; what comes first, second and third of three goes to an array of its own.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.blas import fixed_product

from .backend import workspace

Floats = NDArray[np.float32]

POOLED = 3
PIECE_VALUES = 1 << 18  # of the outcomes of a piece, which then stay near the core


def pooled_conv(windows: Floats, kernel: Floats, stride: int, *, absolute: bool = False) -> Floats:
    """Convolve (batch, samples, inputs) with (taps, inputs, outputs): (batch, pooled, outputs).

    With `absolute`, the largest absolute value is kept.
    """
    (batch, samples, inputs), (taps, _, outputs) = windows.shape, kernel.shape
    pooled = ((samples - taps) // stride + 1) // POOLED
    phases = -(-taps // (stride * POOLED)) * POOLED
    rows = min(-(-pooled * POOLED // phases), max(1, PIECE_VALUES // (phases * outputs)))
    line, places = workspace(
        pooled_conv, ((rows + 1) * phases * stride, inputs), (POOLED, rows * phases // POOLED, outputs)
    )
    products = _products(line, kernel.reshape(taps * inputs, outputs), stride, places)
    found = np.empty((batch, pooled, outputs), np.float32)
    step = places.shape[1]
    for window, out in zip(windows, found, strict=True):
        for first in range(0, pooled, step):
            part = window[first * POOLED * stride :][: len(line)]
            line[: len(part)] = part
            for multiply in products:
                multiply()
            piece = out[first : first + step]
            candidates = places[:, : len(piece)]
            if absolute:
                np.abs(candidates, out=candidates)
            np.maximum(candidates[0], candidates[1], out=piece)
            np.maximum(piece, candidates[2], out=piece)
    return found


def _products(line: Floats, matrix: Floats, stride: int, places: Floats) -> list[Callable[[], None]]:
    """Set up products that fill `places`, (3, rows * phases / 3, outputs), from `line`, a row of a matrix longer."""
    (inner, outputs), inputs = matrix.shape, line.shape[1]
    phases = -(-inner // (inputs * stride * POOLED)) * POOLED
    by_phase = places.reshape(POOLED, -1, phases // POOLED, outputs)
    rows = by_phase.shape[1]
    return [
        fixed_product(
            line[phase * stride :][: rows * phases * stride].reshape(rows, -1)[:, :inner],
            matrix,
            by_phase[phase % POOLED, :, phase // POOLED],
        )
        for phase in range(phases)
    ]

"""A dense layer of CAM++ on a CPU, in NumPy and with the borrowed BLAS, in place: it fills its columns of its block.

With x the channels so far, and s and b a norm's scale and shift,

    n = relu(relu(s x + b) W + c)               narrow
    m = sigmoid(relu((mean n + segment mean n) U + d) V + e)
    y[t] = m (n[t - r] K0 + n[t] K1 + n[t + r] K2)      for the dilation r

A block has the same x again in every layer, each time with another norm, so that passes over x are what counts beside
products. One is enough: with t = -b / s

    relu(s x + b) = s (max(x, t) - t), or min for max where s is negative

and s is multiplied into W, and s t W, which is constant, added to c.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.blas import fixed_product

Floats = NDArray[np.float32]

SEGMENT_FRAMES = 100  # of the local context: 2 s
MAX_THRESHOLD = 1e30  # beyond it nothing changes the sign of s x + b


@dataclass(frozen=True, slots=True, eq=False)
class ReluProduct:
    """The map of x to relu(s x + b) W + c, as thresholds t and a matrix."""

    thresholds: Floats
    falling: NDArray[np.intp]  # channels whose s is negative
    matrix: Floats
    bias: Floats

    @classmethod
    def of(cls, scale: Floats, shift: Floats, weight: Floats, bias: Floats | None = None) -> ReluProduct:
        """Prepare s, b, W as (outputs, channels), and c."""
        s, b, w = scale.astype(np.float64), shift.astype(np.float64), weight.T.astype(np.float64)
        varies = np.abs(s) * MAX_THRESHOLD > np.abs(b)
        s = np.where(varies, s, 0)
        thresholds = np.where(varies, -b / np.where(varies, s, 1), 0)
        constant = np.where(varies, b, np.maximum(b, 0)) @ w + (0 if bias is None else bias)
        matrix = np.ascontiguousarray(s[:, None] * w, np.float32)
        return cls(thresholds.astype(np.float32), np.flatnonzero(s < 0), matrix, constant.astype(np.float32))

    def run(self, x: Floats, out: Floats, memory: Floats) -> None:
        """Map (frames, channels) to `out`, (frames, outputs); `memory` holds at least as many numbers as x."""
        cut = memory[: x.size].reshape(x.shape)
        np.maximum(x, self.thresholds, out=cut)
        if len(self.falling) > 0:
            cut[:, self.falling] = np.minimum(x[:, self.falling], self.thresholds[self.falling])
        out[:] = self.bias
        fixed_product(cut, self.matrix, out, add=True)()


@dataclass(frozen=True, slots=True, eq=False)
class DenseForm:
    """Parameters of a layer: `narrow` has s, b, W and c; `taps` are K0, K1, K2; matrices are (inputs, outputs)."""

    dilation: int
    narrow: ReluProduct
    taps: Floats
    u: Floats
    d: Floats
    v: Floats
    e: Floats

    @classmethod
    def of(cls, dilation: int, *parameters: Floats) -> DenseForm:
        """Prepare s, b, W and c, the kernel, and U, d, V and e, as MLX's layers have them."""
        s, b, w, c, kernel, u, d, v, e = parameters
        taps = np.ascontiguousarray(kernel.transpose(1, 2, 0))
        return cls(dilation, ReluProduct.of(s, b, w, c), taps, u.T, d, v.T, e)


def dense_layer(block: Floats, channels: int, form: DenseForm, memory: Floats) -> None:
    """Read the first channels of (frames, all channels) and write the next ones; `memory`: see `ReluProduct.run`."""
    frames, dilation, (_, width, growth) = len(block), form.dilation, form.taps.shape
    padded = np.empty((frames + 2 * dilation, width), np.float32)
    padded[:dilation] = padded[-dilation:] = 0
    narrow = padded[dilation:-dilation]
    form.narrow.run(block[:, :channels], narrow, memory)
    np.maximum(narrow, 0, out=narrow)
    y = block[:, channels : channels + growth]
    for tap, kernel in enumerate(form.taps):
        fixed_product(padded[tap * dilation :][:frames], kernel, y, add=tap > 0)()
    starts = range(0, frames, SEGMENT_FRAMES)
    for start, weights in zip(starts, _mask(narrow, form), strict=True):
        segment = y[start : start + SEGMENT_FRAMES]
        np.multiply(segment, weights, out=segment)


def _mask(narrow: Floats, form: DenseForm) -> Floats:
    """Compute m: (segments, growth)."""
    segments = [narrow[start : start + SEGMENT_FRAMES] for start in range(0, len(narrow), SEGMENT_FRAMES)]
    sums = np.stack([segment.sum(axis=0) for segment in segments])
    counts = np.array([len(segment) for segment in segments], np.float32)[:, None]
    context = sums.sum(axis=0) / np.float32(len(narrow)) + sums / counts
    logits = np.maximum(context @ form.u + form.d, 0) @ form.v + form.e
    return np.asarray(1 / (1 + np.exp(-logits)))

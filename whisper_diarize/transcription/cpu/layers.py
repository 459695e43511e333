"""The layers of Whisper in NumPy: rows in, rows out, all float32.

MLX takes 12 ns for an element of a softmax on a CPU, NumPy one.
"""

from __future__ import annotations

from dataclasses import dataclass

import mlx.core as mx
import numpy as np
from mlx import nn
from numpy.typing import NDArray

from whisper_diarize.blas import fixed_product

Floats = NDArray[np.float32]

# Source: XLA, xla/client/lib/math.cc, ErfImpl32 (Apache-2.0): erf(x) = x p(x^2) / q(x^2) for |x| <= 4
ERF_LIMIT = np.float32(4)
ERF_P = np.array(
    [
        -2.72614225801306e-10,
        2.77068142495902e-08,
        -2.10102402082508e-06,
        -5.69250639462346e-05,
        -7.34990630326855e-04,
        -2.95459980854025e-03,
        -1.60960333262415e-02,
    ],
    np.float32,
)
ERF_Q = np.array(
    [-1.45660718464996e-05, -2.13374055278905e-04, -1.68282697438203e-03, -7.37332916720468e-03, -1.42647390514189e-02],
    np.float32,
)
MAX_ERF_ELEMENTS = 32_768
"""The elements that `gelu` takes at a time, so that all steps find them in the cache."""


def product(left: Floats, right: Floats, *, out: Floats | None = None) -> Floats:
    """Return `left @ right.T`; `right` is (outputs, inputs), as layers store it."""
    out = np.empty((len(left), len(right)), np.float32) if out is None else out
    fixed_product(left, right, out, turned=True)()
    return out


@dataclass(frozen=True)
class Linear:
    """y = x weight.T + bias."""

    weight: Floats
    bias: Floats | None

    def __call__(self, x: Floats) -> Floats:
        """Map (rows, inputs) to (rows, outputs)."""
        y = product(x, self.weight)
        if self.bias is not None:
            y += self.bias
        return y


@dataclass(frozen=True)
class LayerNorm:
    """y = (x - mean) / sqrt(variance + eps) weight + bias, over the channels of each row."""

    weight: Floats
    bias: Floats
    eps: float

    def __call__(self, x: Floats) -> Floats:
        """Map (rows, channels) to rows of the same shape."""
        y: Floats = x - x.mean(axis=-1, keepdims=True)
        y /= np.sqrt(np.square(y).mean(axis=-1, keepdims=True) + np.float32(self.eps))
        y *= self.weight
        y += self.bias
        return y


def linear(layer: nn.Linear) -> Linear:
    """Return the layer in NumPy; it shares the parameters."""
    return Linear(view(layer.weight), view(layer.bias) if "bias" in layer else None)


def layer_norm(layer: nn.LayerNorm) -> LayerNorm:
    """Return the layer in NumPy; it shares the parameters."""
    return LayerNorm(view(layer.weight), view(layer.bias), layer.eps)


def view(array: mx.array) -> Floats:
    """Return an array that shares its memory with MLX's."""
    return np.array(array, copy=False)


def softmax(scores: Floats) -> Floats:
    """Turn the scores along the last axis into probabilities, in place."""
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores


def gelu(x: Floats) -> Floats:
    """Compute x (1 + erf(x / sqrt(2))) / 2 in place; `x` is contiguous."""
    flat = x.reshape(-1)
    for start in range(0, flat.size, MAX_ERF_ELEMENTS):
        part = flat[start : start + MAX_ERF_ELEMENTS]
        factor = erf(part * np.float32(np.sqrt(0.5)))
        factor += 1
        factor *= np.float32(0.5)
        part *= factor
    return x


def erf(x: Floats) -> Floats:
    """Return the error function of each element; the error is below 5e-7, the time a sixth of SciPy's."""
    x = np.clip(x, -ERF_LIMIT, ERF_LIMIT)
    square = x * x
    x *= _polynomial(square, ERF_P)
    x /= _polynomial(square, ERF_Q)
    return x


def _polynomial(x: Floats, coefficients: Floats) -> Floats:
    y = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        y *= x
        y += coefficient
    return y


def attend(queries: Floats, keys: Floats, values: Floats, num_heads: int) -> tuple[Floats, Floats]:
    """Return softmax(queries keys.T / sqrt(width)) values for each head, side by side, and the scores.

    `queries` is (rows, channels), `keys` and `values` are (others, channels), the scores before the softmax are
    (heads, rows, others). The heads of a row share two products: it is spread over as many rows, zero but for a head.
    """
    rows, channels = queries.shape
    width = channels // num_heads
    spread = np.zeros((num_heads, rows, num_heads, width), np.float32)
    heads = np.arange(num_heads)
    spread[heads, :, heads] = queries.reshape(rows, num_heads, width).swapaxes(0, 1) * np.float32(width**-0.5)
    scores = product(spread.reshape(-1, channels), keys)
    found = np.empty((num_heads * rows, channels), np.float32)
    weights = softmax(scores.copy())
    fixed_product(weights, values, found)()
    mixed = found.reshape(num_heads, rows, num_heads, width)[heads, :, heads]
    return np.ascontiguousarray(mixed.swapaxes(0, 1)).reshape(rows, channels), scores.reshape(num_heads, rows, -1)


def attend_by_head(
    queries: Floats, keys: Floats, values: Floats, num_heads: int, mask: Floats | None = None
) -> tuple[Floats, Floats]:
    """Return the same as `attend`, with two products for each head: for many rows. `mask` is added to the scores."""
    rows, channels = queries.shape
    width = channels // num_heads
    queries = queries * np.float32(width**-0.5)
    mixed = np.empty((rows, channels), np.float32)
    scores = np.empty((num_heads, rows, len(keys)), np.float32)
    for head in range(num_heads):
        part = slice(head * width, (head + 1) * width)
        product(queries[:, part], keys[:, part], out=scores[head])
        if mask is not None:
            scores[head] += mask
        weights = softmax(scores[head].copy())
        fixed_product(weights, values[:, part], mixed[:, part])()
    return mixed, scores

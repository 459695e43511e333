"""A 3x3 convolution that is fast on a CPU too.

Source of the algorithm: Winograd's minimal filtering F(2, 3), as in Lavin and Gray 2015, "Fast Algorithms for
Convolutional Neural Networks" (arXiv:1509.09308), equations 5 and 6.
"""

from __future__ import annotations

import mlx.core as mx
from mlx import nn

from .activations import relu

KERNEL = 3
BAND_BINS = 2  # what one row of a product gives
REACH_BINS = BAND_BINS + KERNEL - 1  # what it takes
LEAST_CHANNELS, MOST_CHANNELS = 8, 64  # with others, and on small images, mx.conv2d is as fast
LEAST_PIXELS = 1 << 13
PIECE_VALUES = 1 << 19  # of an image: what is made of them then stays near the core


class Conv3x3(nn.Conv2d):
    """A 3x3 convolution with a border of zeros, and a ReLU; images are (batch, frames, bins, channels)."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__(inputs, outputs, KERNEL, stride, padding=1)
        self._wide_enough = stride == 1 and LEAST_CHANNELS <= inputs <= outputs <= MOST_CHANNELS

    def __call__(self, x: mx.array, shortcut: mx.array | None = None) -> mx.array:
        """Map (batch, frames, bins, inputs) to (batch, frames / stride, bins / stride, outputs).

        `shortcut`, of that shape, is added before the ReLU.
        """
        large = self._wide_enough and x.shape[1] * x.shape[2] >= LEAST_PIXELS
        if not large or mx.default_device() != mx.Device(mx.cpu):
            return _finish(super().__call__(x), shortcut)
        filters = winograd_filters(self.weight)
        pieces = []
        for first, end in _pieces(x, self.weight.shape[0]):
            piece = winograd_conv(x, filters, first, end) + self.bias
            pieces.append(_finish(piece, None if shortcut is None else shortcut[:, first:end]))
        return pieces[0] if len(pieces) == 1 else mx.concatenate(pieces, axis=1)


def winograd_filters(kernel: mx.array) -> list[mx.array]:
    """Turn (outputs, 3, 3, inputs) into four matrices that map 4 bins to 2: (4 * inputs, 2 * outputs)."""
    first, middle, third = kernel.transpose(1, 2, 3, 0)
    even, odd = (first + third) / 2, middle / 2
    return [_band_matrix(taps) for taps in (first, even + odd, even - odd, third)]


def winograd_conv(x: mx.array, filters: list[mx.array], first: int, end: int) -> mx.array:
    """Convolve (batch, frames, bins, inputs); return frames `first` to `end` of the outcome.

    Over time by Winograd: 4 frames give 2 with 4 products instead of 6. Over bins by matrix products that read the
    image where it lies, where mx.conv2d copies every value 9 times: all rows of the image are one line, and every
    second 4 bins of it are the rows of a matrix, which becomes 2 bins each. What would run over the end of a row meets
    the zero that starts the next.
    """
    batch, frames, bins, inputs = x.shape
    pairs, pitch = -(-(end - first) // 2), bins + 1
    tiles = pairs + -(-(BAND_BINS + REACH_BINS) // pitch)  # the last rows of the matrices run over into those after
    before, after = max(first - 1, 0), min(first + 2 * tiles + 1, frames)
    border = [(0, 0), (before - first + 1, first + 2 * tiles + 1 - after), (1, 0), (0, 0)]
    image = mx.contiguous(mx.pad(x[:, before:after], border)).reshape(batch, tiles + 1, 2, pitch, inputs)
    evens, odds = image[:, :, 0], image[:, :, 1]
    a, b, c, d = evens[:, :-1], odds[:, :-1], evens[:, 1:], odds[:, 1:]
    products = [_band_products(*pair) for pair in zip((a - c, b + c, c - b, b - d), filters, strict=True)]
    even = mx.stack([p + q + r for p, q, r, _ in zip(*products, strict=True)], axis=1)
    odd = mx.stack([q - r - s for _, q, r, s in zip(*products, strict=True)], axis=1)
    outputs = even.shape[-1] // BAND_BINS
    strides = (tiles * pitch * outputs, pitch * outputs, outputs, 1)
    both = [mx.as_strided(half, (batch, pairs, bins, outputs), strides) for half in (even, odd)]
    return mx.stack(both, axis=2).reshape(batch, 2 * pairs, bins, outputs)[:, : end - first]


def _band_products(tiles: mx.array, matrix: mx.array) -> list[mx.array]:
    """Map (batch, tiles, pitch, inputs), as one line, to every other 2 places, and to those between."""
    batch, num_tiles, pitch, inputs = tiles.shape
    step = BAND_BINS * inputs
    rows = (batch * num_tiles * pitch - BAND_BINS - REACH_BINS) // (2 * BAND_BINS) + 1
    shape, strides = (rows, REACH_BINS * inputs), (2 * step, 1)
    return [mx.as_strided(tiles, shape, strides, offset) @ matrix for offset in (0, step)]


def _band_matrix(taps: mx.array) -> mx.array:
    """Lay three taps (3, inputs, outputs) out once for each bin of a band: (4 * inputs, 2 * outputs)."""
    shifted = [mx.pad(taps, [(bin_, BAND_BINS - 1 - bin_), (0, 0), (0, 0)]) for bin_ in range(BAND_BINS)]
    return mx.stack(shifted, axis=2).reshape(REACH_BINS * taps.shape[1], -1)


def _pieces(x: mx.array, outputs: int) -> list[tuple[int, int]]:
    """Cut the frames of an image into spans, even but for the last."""
    batch, frames, bins, inputs = x.shape
    most = max(2, PIECE_VALUES // (batch * bins * max(inputs, outputs)) // 2 * 2)
    return [(first, min(first + most, frames)) for first in range(0, frames, most)]


def _finish(x: mx.array, shortcut: mx.array | None) -> mx.array:
    return relu(x if shortcut is None else x + shortcut)

"""3x3 convolutions on a CPU, in NumPy and with the borrowed BLAS, piece by piece of the image.

Winograd's minimal filtering F(2, 3) over time: four frames d of the image and a kernel g of three frames give two
frames y with four products m instead of six.

    m1 = (d0 - d2) g0                   m2 = (d1 + d2) (g0 + g1 + g2) / 2
    m4 = (d1 - d3) g2                   m3 = (d2 - d1) (g0 - g1 + g2) / 2
    y0 = m1 + m2 + m3                   y1 = m2 - m3 - m4

Each product is itself a convolution over bins. Source: Lavin and Gray 2015, "Fast Algorithms for Convolutional Neural
Networks" (arXiv:1509.09308), equations 5 and 6.

Over bins by products that read the image where it lies, where mx.conv2d copies every value 9 times: all
rows of a piece are one line with a zero between any two, and every 3 places of it are a row of a matrix. Three such
matrices, a place apart, give all places. With few channels the rows of a matrix are longer, and give 2 places each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.blas import fixed_product

from .backend import workspace

Floats = NDArray[np.float32]

KERNEL = 3
FEW_CHANNELS = 8  # so many or fewer make rows too short for a fast product
SLACK = 8  # places that the last rows of a matrix run over
PIECE_VALUES = 1 << 18  # of all that is made of a piece: it then stays near the core


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """A kernel of (3, inputs, outputs), laid out as a matrix that maps places of a line to `places` of another."""

    matrix: Floats
    places: int
    stride: int = 1

    @classmethod
    def of(cls, taps: Floats, places: int, stride: int = 1) -> Band:
        """Lay taps out once for each place: ((places - 1) * stride + 3) * inputs rows, places * outputs columns."""
        _, inputs, outputs = taps.shape
        reach = (places - 1) * stride + KERNEL
        matrix = np.zeros((reach, inputs, places, outputs), np.float32)
        for place in range(places):
            matrix[place * stride : place * stride + KERNEL, :, place] = taps
        return cls(matrix.reshape(reach * inputs, places * outputs), places, stride)

    def products(self, line: Floats, product: Floats, *, add: bool = False) -> list[Callable[[], None]]:
        """Set up the products from (in_places, inputs) to (out_places, outputs); both lines must be longer by SLACK."""
        outputs, inputs = product.shape[1], line.shape[1]
        reach = len(self.matrix) // inputs
        phases = -(-reach // (self.places * self.stride))  # matrices whose rows do not overlap
        step = phases * self.places
        rows = -(-(len(product) - SLACK) // step)
        return [
            fixed_product(
                _rows(line, place * self.stride, rows, step * self.stride)[:, : reach * inputs],
                self.matrix,
                _rows(product, place, rows, step)[:, : self.places * outputs],
                add=add,
            )
            for place in range(0, step, self.places)
        ]


def _rows(line: Floats, first: int, rows: int, step: int) -> Floats:
    return line[first : first + rows * step].reshape(rows, -1)


def winograd_bands(kernel: Floats, stride: int = 1) -> list[Band]:
    """Turn (outputs, 3 frames, 3 bins, inputs) into the kernels of m1, m2, m3 and m4; `stride` is that over bins."""
    g0, g1, g2 = kernel.transpose(1, 2, 3, 0)
    even, odd = (g0 + g2) / 2, g1 / 2
    places = 2 if kernel.shape[-1] <= FEW_CHANNELS else 1
    return [Band.of(taps, places, stride) for taps in (g0, even + odd, even - odd, g2)]


def winograd_conv(x: Floats, bands: list[Band], bias: Floats, shortcut: Floats | None, out: Floats) -> None:
    """Convolve (frames, bins, inputs) with a border of zeros, add, and cut negative values; write it to `out`.

    With a stride, that of the bands, `out` has as many fewer bins.
    """
    (frames, bins, inputs), (_, out_bins, outputs), stride = x.shape, out.shape, bands[0].stride
    out_pitch = out_bins + 1
    pitch = out_pitch * stride
    tiles = min(-(-frames // 2), max(1, PIECE_VALUES // (6 * pitch * inputs + 6 * out_pitch * outputs)))
    length = tiles * out_pitch + SLACK
    rows, lines, planes = workspace(
        (winograd_conv, bins), (2 * tiles + 2, pitch, inputs), (4, length * stride, inputs), (4, length, outputs)
    )
    products = [run for k, band in enumerate(bands) for run in band.products(lines[k], planes[k], add=k == 1)]
    evens, odds = rows[::2], rows[1::2]
    d0, d1, d2, d3 = evens[:-1], odds[:-1], evens[1:], odds[1:]
    ins = lines[:, : tiles * pitch].reshape(4, tiles, pitch, inputs)
    m1, m2, m3, m4 = planes[:, : tiles * out_pitch].reshape(4, tiles, out_pitch, outputs)
    for first in range(0, frames, 2 * tiles):
        copy_rows(x, first - 1, rows[:, 1 : bins + 1])
        np.subtract(d0, d2, out=ins[0])
        np.add(d1, d2, out=ins[1])
        np.subtract(d2, d1, out=ins[2])
        np.subtract(d1, d3, out=ins[3])
        m2[:] = bias  # which both y0 and y1 then have
        for multiply in products:
            multiply()
        y0, y1 = m1, m2  # in place
        np.add(m1, m2, out=y0)
        np.add(y0, m3, out=y0)
        np.subtract(m2, m3, out=y1)
        np.subtract(y1, m4, out=y1)
        for half, plane in enumerate((y0, y1)):
            part = slice(first + half, first + 2 * tiles, 2)
            finish(plane[:, :out_bins], None if shortcut is None else shortcut[part], out[part])


def direct_bands(kernel: Floats, stride: int) -> list[Band]:
    """Turn (outputs, 3 frames, 3 bins, inputs) into the kernels for each of three frames."""
    return [Band.of(taps, 1, stride) for taps in kernel.transpose(1, 2, 3, 0)]


def direct_conv(x: Floats, bands: list[Band], bias: Floats, shortcut: Floats | None, out: Floats) -> None:
    """Compute `winograd_conv` by the definition, with any stride."""
    (_, bins, inputs), (frames, out_bins, outputs), stride = x.shape, out.shape, bands[0].stride
    out_pitch = out_bins + 1
    pitch = out_pitch * stride
    tiles = min(frames, max(1, PIECE_VALUES // (pitch * stride * inputs + out_pitch * outputs)))
    places = (tiles + KERNEL - 1) * pitch
    # lines: of the first, second... of every `stride` frames
    lines, plane = workspace(
        (direct_conv, bins),
        (stride, places + stride * SLACK, inputs),
        (tiles * out_pitch + SLACK, outputs),
    )
    products = [
        run
        for tap, band in enumerate(bands)
        for run in band.products(lines[tap % stride, tap // stride * pitch :], plane, add=True)
    ]
    rows = lines[:, :places].reshape(stride, -1, pitch, inputs)[:, :, 1 : bins + 1]
    for first in range(0, frames, tiles):
        for phase in range(stride):
            copy_rows(x[(phase - 1) % stride :: stride], first - (phase == 0), rows[phase])
        plane[:] = bias
        for multiply in products:
            multiply()
        part = slice(first, first + tiles)
        image = plane[: tiles * out_pitch].reshape(tiles, out_pitch, outputs)[:, :out_bins]
        finish(image, None if shortcut is None else shortcut[part], out[part])


def copy_rows(x: Floats, first: int, rows: Floats) -> None:
    """Fill `rows` with those of `x` from `first`, and with zeros where it has none."""
    start, end = max(first, 0), max(first, 0, min(first + len(rows), len(x)))
    rows[: start - first] = 0
    rows[start - first : end - first] = x[start:end]
    rows[end - first :] = 0


def finish(plane: Floats, shortcut: Floats | None, out: Floats) -> None:
    """Write the ReLU of the sum of both to `out`, which may have fewer rows."""
    plane = plane[: len(out)]
    if shortcut is not None:
        np.add(plane, shortcut, out=plane)
    np.maximum(plane, 0, out=out)

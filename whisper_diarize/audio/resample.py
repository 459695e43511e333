"""From blocks at any sample rate to blocks at one, without ever holding the whole recording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import NamedTuple

import numpy as np
import soxr
from numpy.typing import NDArray


class Block(NamedTuple):
    """A stretch of one channel. `sample_rate` (Hz) may change in mid-recording; `samples`: (num_samples,) float32.

    Of several channels, (num_samples, channels).
    """

    sample_rate: int
    samples: NDArray[np.float32]


def resample(blocks: Iterable[Block], sample_rate: int) -> Iterator[NDArray[np.float32]]:
    """Yield the samples of `blocks` at `sample_rate` (Hz): equal to resampling the whole at once."""
    for rate, group in groupby(blocks, key=lambda block: block.sample_rate):
        samples = (block.samples for block in group)
        yield from samples if rate == sample_rate else _stream(samples, rate, sample_rate)


def _stream(blocks: Iterable[NDArray[np.float32]], rate: int, sample_rate: int) -> Iterator[NDArray[np.float32]]:
    waiting = iter(blocks)
    first = next(waiting)
    num_channels = first.shape[1] if first.ndim > 1 else 1
    stream = soxr.ResampleStream(rate, sample_rate, num_channels, dtype="float32", quality="HQ")
    for block in chain((first,), waiting):
        yield stream.resample_chunk(block)
    yield stream.resample_chunk(first[:0], last=True)

"""From blocks at any sample rate to blocks at one, without ever holding the whole recording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

import numpy as np
import soxr
from numpy.typing import NDArray


class Block(NamedTuple):
    """A stretch of one channel. `sample_rate` (Hz) may change in mid-recording; `samples`: (num_samples,) float32."""

    sample_rate: int
    samples: NDArray[np.float32]


def resample(blocks: Iterable[Block], sample_rate: int) -> Iterator[NDArray[np.float32]]:
    """Yield the samples of `blocks` at `sample_rate` (Hz): equal to resampling the whole at once."""
    for rate, group in groupby(blocks, key=lambda block: block.sample_rate):
        samples = (block.samples for block in group)
        yield from samples if rate == sample_rate else _stream(samples, rate, sample_rate)


def _stream(blocks: Iterable[NDArray[np.float32]], rate: int, sample_rate: int) -> Iterator[NDArray[np.float32]]:
    stream = soxr.ResampleStream(rate, sample_rate, 1, dtype="float32", quality="HQ")
    for block in blocks:
        yield stream.resample_chunk(block)
    yield stream.resample_chunk(np.zeros(0, np.float32), last=True)

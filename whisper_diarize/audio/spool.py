"""Keep samples: short recordings in memory, long ones in a temporary file of which slices are read."""

from __future__ import annotations

import os
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.records import SAMPLE_RATE, SampleSource

MAX_IN_MEMORY = 20 * 60 * SAMPLE_RATE
"""Recordings of up to this many samples (77 MB) stay in memory."""

READ_BYTES = 1 << 20


class SpooledSamples:
    """Samples in an anonymous temporary file, which vanishes with this object (or the process).

    Slices are read with `pread`: memory grows only by what is asked for, and threads may read at the same time.
    """

    def __init__(self, blocks: Iterable[NDArray[np.float32]]) -> None:
        file = tempfile.TemporaryFile(prefix="whisper-diarize-")  # noqa: SIM115  # lives as long as this object
        self._close = weakref.finalize(self, file.close)
        self._descriptor = file.fileno()
        self._length = 0
        for block in blocks:
            file.write(np.ascontiguousarray(block, np.float32).data)
            self._length += len(block)
        file.flush()

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: slice, /) -> NDArray[np.float32]:
        start, stop, step = index.indices(self._length)
        samples = np.empty(max(0, stop - start), np.float32)
        self._fill(samples.data.cast("B"), start * samples.itemsize)
        return samples[::step]

    def _fill(self, buffer: memoryview, offset: int) -> None:
        position = 0
        while position < len(buffer):
            data = os.pread(self._descriptor, min(READ_BYTES, len(buffer) - position), offset + position)
            if not data:
                raise OSError("the temporary file with the samples was cut short")
            buffer[position : position + len(data)] = data
            position += len(data)


def gather(blocks: Iterator[NDArray[np.float32]], in_memory: int | None = None) -> SampleSource:
    """Return all samples of `blocks`: an array, or a file if there are more than `in_memory` (default: MAX_IN_MEMORY).

    Raises:
        OSError: the temporary file cannot be written.
    """
    limit = MAX_IN_MEMORY if in_memory is None else in_memory
    kept: list[NDArray[np.float32]] = [np.zeros(0, np.float32)]
    total = 0
    for block in blocks:
        kept.append(block)
        total += len(block)
        if total > limit:
            return SpooledSamples(chain(kept, blocks))
    return np.concatenate(kept)

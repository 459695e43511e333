"""A decoded recording: its samples, mixed to one channel and channel by channel, that can be read piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the commands' help need not wait for NumPy
    import numpy as np
    from numpy.typing import NDArray

SAMPLE_RATE = 16_000
"""Hz: what every built-in engine and model works at."""


PEAKS_BLOCK = 60 * SAMPLE_RATE
"""Samples that are read at once for the peaks of a recording."""


def name_of(source: str) -> str:
    """Return the name of the outputs of a source: the file name without its last suffix; `stdin` for `-`.

    >>> name_of("talks/2026-02-01.part1.wav"), name_of("-")
    ('2026-02-01.part1', 'stdin')
    """
    return "stdin" if source == "-" else PurePath(source).stem or "audio"


class SampleSource(Protocol):
    """Samples that can be sliced: a NumPy array, or a file of which only the slice is read."""

    def __len__(self) -> int:
        """Return the number of samples."""

    def __getitem__(self, index: slice, /) -> NDArray[np.float32]:
        """Return samples `index.start` to `index.stop`: (num_samples,) float32 in [-1, 1]."""


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """One channel of sound: a recording that was mixed, or one of its channels.

    `samples` may be larger than memory: use `read` or `blocks`; `array` has all of it at once.
    `source` is what the user named (a path, or `-`); `name` is the stem that outputs and RTTM lines are named after.
    `channels` are those that are to be transcribed each by itself, all with times of the recording; none if only the
    mix is wanted. `channel` is the number of such a one in the recording, from 0 on, and `title` its name, if it has
    one.
    """

    samples: SampleSource
    sample_rate: int = SAMPLE_RATE
    source: str = "audio"
    name: str = "audio"
    channels: tuple[Audio, ...] = ()
    channel: int | None = None
    title: str = ""

    @property
    def num_samples(self) -> int:
        """Number of samples."""
        return len(self.samples)

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.num_samples / self.sample_rate

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return samples `start` to `stop`, cut at both ends of the recording: (num_samples,) float32."""
        return self.samples[max(0, start) : max(0, min(stop, self.num_samples))]

    def blocks(self, seconds: float = 30.0) -> Iterator[NDArray[np.float32]]:
        """Yield the recording in blocks of `seconds`; the last may be shorter."""
        size = max(1, round(seconds * self.sample_rate))
        for start in range(0, self.num_samples, size):
            yield self.read(start, start + size)

    def peaks(self, count: int) -> bytes:
        """Return how loud it is in `count` equal stretches: a byte for each, 127 times the root of its largest sample.

        Short recordings have as many stretches as samples.
        """
        import numpy as np  # noqa: PLC0415  see above

        count = min(count, self.num_samples)
        edges = np.linspace(0, self.num_samples, count + 1).astype(np.int64)
        at_once = max(1, count * PEAKS_BLOCK // max(1, self.num_samples))
        found = np.zeros(count, np.uint8)
        for first in range(0, count, at_once):
            stop = min(first + at_once, count)
            samples = np.abs(self.read(int(edges[first]), int(edges[stop])))
            largest = np.maximum.reduceat(samples, edges[first:stop] - edges[first])
            found[first:stop] = np.rint(127 * np.sqrt(np.clip(largest, 0, 1)))
        return found.tobytes()

    @property
    def array(self) -> NDArray[np.float32]:
        """All samples at once, in memory: (num_samples,) float32."""
        return self.samples[0 : self.num_samples]

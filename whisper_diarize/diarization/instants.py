"""Instants of a recording, evenly spaced, and the voice that is heard around each of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .vectors import usable
from .windows import Grid

STEP_SECONDS = 0.16  # from one instant to the next: a whole number of the trunk's frames for every network
HALF_SECONDS = 0.4  # of sound before an instant, and after it
ROW = 8  # instants that are embedded together
OFFSET_SECONDS = 0.0125  # of the first instant: half a frame of the filterbank


class Instants(NamedTuple):
    """Some instants, in order of time.

    `windows` (found,): the window in whose middle they lie; `numbers` (found,): their places, in steps from the
    recording's beginning; `vectors` (found, dim): unit vectors, float16.
    """

    windows: NDArray[np.intp]
    numbers: NDArray[np.intp]
    vectors: NDArray[np.float16]

    @classmethod
    def usable(cls, windows: NDArray[np.intp], numbers: NDArray[np.intp], vectors: NDArray[np.float32]) -> Instants:
        """Keep those whose vectors, (found, dim) of any length, have a direction."""
        lengths = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
        kept = usable(vectors) & (lengths[:, 0] > 0)
        return cls(windows[kept], numbers[kept], (vectors[kept] / lengths[kept]).astype(np.float16))

    @property
    def seconds(self) -> NDArray[np.float64]:
        """Their times."""
        times: NDArray[np.float64] = self.numbers.astype(np.float64) * STEP_SECONDS + OFFSET_SECONDS
        return times


def shares(grid: Grid, num_windows: int, window: int, end: float) -> NDArray[np.intp]:
    """Return the numbers of the instants that fall to a window: those nearer to its middle than to any other's.

    So each instant is heard in sound on both sides of it. The first window has all before too, and the last all until
    `end` seconds.
    """
    low = window * grid.step + (grid.duration - grid.step) / 2 if window > 0 else 0.0
    high = (window + 1) * grid.step + (grid.duration - grid.step) / 2 if window < num_windows - 1 else end
    return np.arange(np.ceil(low / STEP_SECONDS), np.ceil(high / STEP_SECONDS)).astype(np.intp)


def rows(numbers: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Cut the instants of a window into rows of at most `ROW`, which are embedded together."""
    return [numbers[start : start + ROW] for start in range(0, len(numbers), ROW)]


def around(
    row: NDArray[np.intp], first: int, length: int, frame_seconds: float
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return the trunk's frames around a row of instants, counted from a window's `first`, and a mask of each instant.

    The window has `length` frames. Places: (frames,); masks: (ROW, frames), of none for those that the row lacks. Every
    row has the same shape, so that a vector does not depend on what else is embedded.
    """
    half, step = round(HALF_SECONDS / frame_seconds), round(STEP_SECONDS / frame_seconds)
    ticks = np.arange((ROW - 1) * step + 2 * half)
    places = row[0] * step - half - first + ticks
    begins = step * np.arange(ROW)[:, None]
    masks = (ticks >= begins) & (ticks < begins + 2 * half) & (places >= 0) & (places < length)
    masks[len(row) :] = False
    return np.clip(places, 0, length - 1), masks

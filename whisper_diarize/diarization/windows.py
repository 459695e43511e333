"""Arithmetic between samples, windows, frames and seconds.

Source: pyannote.audio 4.0.7 core/inference.py, core/model.py receptive_field; pyannote.core SlidingWindow (MIT).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.records import SAMPLE_RATE, Audio

FRAME_STEP_SECONDS = 270 / SAMPLE_RATE  # SincNet's stride: 10 * 3 * 3 * 3 samples
FRAME_SECONDS = 991 / SAMPLE_RATE  # SincNet's receptive field


@dataclass(frozen=True, slots=True)
class Grid:
    """Windows of `duration` seconds, one every `step` seconds, each cut into frames by the segmentation network."""

    duration: float = 10.0
    step: float = 1.0

    @property
    def window_samples(self) -> int:
        """Samples of a window."""
        return round(self.duration * SAMPLE_RATE)

    @property
    def step_samples(self) -> int:
        """Samples from one window to the next."""
        return round(self.step * SAMPLE_RATE)

    def num_windows(self, num_samples: int) -> int:
        """Count the windows that cover a recording; the last may reach beyond its end."""
        if num_samples == 0:
            return 0
        return 1 + max(0, -(-(num_samples - self.window_samples) // self.step_samples))

    def num_complete_windows(self, num_samples: int) -> int:
        """Count the windows that do not reach beyond the end of so many samples."""
        return max(0, 1 + (num_samples - self.window_samples) // self.step_samples)

    def first_frame(self, window: int) -> int:
        """Return the place of a window's first frame among all frames of the recording."""
        return round(window * self.step / FRAME_STEP_SECONDS)

    def num_frames(self, num_windows: int) -> int:
        """Return the frames of a recording with so many windows."""
        return round((self.duration + (num_windows - 1) * self.step) / FRAME_STEP_SECONDS) + 1


def frame_middle(frame: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the time in seconds of the middle of frames of the recording."""
    start = frame.astype(np.float64) * FRAME_STEP_SECONDS
    middle: NDArray[np.float64] = 0.5 * (start + (start + FRAME_SECONDS))  # rounded as in pyannote.core
    return middle


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Windows that follow each other, and their samples: (batch, samples), zeros beyond the recording's end."""

    windows: range
    samples: NDArray[np.float32]


def read_batches(audio: Audio, grid: Grid, batch_size: int, windows: range | None = None) -> Iterator[Batch]:
    """Read some windows that follow each other, `batch_size` at a time; None: all of them."""
    wanted = range(grid.num_windows(audio.num_samples)) if windows is None else windows
    for start in range(wanted.start, wanted.stop, batch_size):
        batch = range(start, min(start + batch_size, wanted.stop))
        yield Batch(batch, _read(audio, grid, batch))


def _read(audio: Audio, grid: Grid, windows: range) -> NDArray[np.float32]:
    start, size = windows.start * grid.step_samples, grid.window_samples
    samples = audio.read(start, start + (len(windows) - 1) * grid.step_samples + size)
    padded = np.zeros((len(windows) - 1) * grid.step_samples + size, dtype=np.float32)
    padded[: len(samples)] = samples
    return np.lib.stride_tricks.sliding_window_view(padded, size)[:: grid.step_samples]

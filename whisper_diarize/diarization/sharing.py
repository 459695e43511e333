"""Fast mode's voices: overlapping windows share one pass of the embedding network.

The network's trunk does not know about windows or speakers; only the pooling does. So it may run once over a block of
many windows, whose speakers are then pooled each by its own mask. What a window's frames see changes a little: they
have neighbours where the window would have ended, and the features are less the mean of the block, not of the window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.records import Audio

from .embed import Embedder, Embeddings, clean_voices, speaking_masks
from .segmentation import Segmentation
from .windows import Grid

BLOCK_SECONDS = 20.0  # 11 windows for the price of 2; longer blocks save little more and change the voices more


def embed_in_blocks(
    audio: Audio,
    segmentation: Segmentation,
    network: Embedder,
    advance: Callable[[int], None],
    *,
    exclude_overlap: bool,
) -> Embeddings:
    """Run the network once over each block of windows; somebody talks in at least one. `advance` counts windows."""
    grid, active = segmentation.grid, segmentation.active
    masks = speaking_masks(segmentation, exclude_overlap=exclude_overlap)
    vectors: NDArray[np.float32] | None = None
    done = 0
    for windows in blocks(np.flatnonzero(active.any(axis=1)), windows_in_block(grid)):
        speaking = active[windows]
        features = network.features(_read(audio, grid, windows)[None])
        found = network.embed(features, lay_out(masks[windows], windows - windows[0], grid, speaking)[None])[0]
        if vectors is None:
            vectors = np.full((*active.shape, found.shape[-1]), np.nan, dtype=np.float32)
        window, speaker = np.nonzero(speaking)
        vectors[windows[window], speaker] = found
        advance(int(windows[-1]) + 1 - done)
        done = int(windows[-1]) + 1
    if vectors is None:
        raise ValueError("nobody talks in any window")
    advance(len(active) - done)
    return Embeddings(vectors, clean_voices(segmentation, vectors))


def windows_in_block(grid: Grid) -> int:
    """Return how many windows fit into a block, at least one."""
    return 1 + max(0, int((BLOCK_SECONDS - grid.duration) / grid.step))


def blocks(windows: NDArray[np.intp], size: int) -> Iterator[NDArray[np.intp]]:
    """Split growing numbers of windows so that those of a block are less than `size` apart.

    >>> [block.tolist() for block in blocks(np.array([0, 1, 2, 7, 9]), 3)]
    [[0, 1, 2], [7, 9]]
    """
    while len(windows) > 0:
        near = windows < windows[0] + size
        yield windows[near]
        windows = windows[~near]


def lay_out(
    masks: NDArray[np.bool_], places: NDArray[np.intp], grid: Grid, speaking: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Put the masks of those who talk where their windows lie in the block: (talking, block_frames).

    `masks`: (windows, frames, speakers); `places`: (windows,), counted from the block's first window; `speaking`:
    (windows, speakers), in whose order the result is. The network stretches masks over its own frames: so a window's
    frames are counted as if they filled it, though their receptive fields leave a little at its end.
    """
    frames = masks.shape[1]
    first = np.rint(places * grid.step * frames / grid.duration).astype(np.intp)
    laid = np.zeros((int(speaking.sum()), first[-1] + frames), dtype=np.float32)
    for row, (window, speaker) in zip(laid, np.argwhere(speaking), strict=True):
        row[first[window] : first[window] + frames] = masks[window, :, speaker]
    return laid


def _read(audio: Audio, grid: Grid, windows: NDArray[np.intp]) -> NDArray[np.float32]:
    """Read from the first window's start to the last one's end, with zeros beyond the recording's."""
    start = int(windows[0]) * grid.step_samples
    size = int(windows[-1] - windows[0]) * grid.step_samples + grid.window_samples
    samples = audio.read(start, start + size)
    return np.pad(samples, (0, size - len(samples)))

"""Fast mode's voices: overlapping windows share one pass of the embedding network.

The network's trunk does not know about windows or speakers; only the pooling does. So it may run once over a block of
many windows, whose speakers are then pooled each by its own mask. What a window's frames see changes a little: they
have neighbours where the window would have ended, and the features are less the mean of the block, not of the window.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.records import Audio

from .embed import Embedder, Voices, speaking_masks
from .segmentation import Piece, Segmentation, join
from .windows import Grid

BLOCK_SECONDS = 20.0  # 11 windows for the price of 2; longer blocks save little more and change the voices more


def embed_in_blocks(
    audio: Audio, pieces: Iterable[Piece], network: Embedder, *, exclude_overlap: bool
) -> Iterator[Voices]:
    """Run the network once over each block of windows in which somebody talks."""
    for windows, segmentation in blocks(pieces):
        grid, speaking = segmentation.grid, segmentation.active
        masks = speaking_masks(segmentation, exclude_overlap=exclude_overlap)
        features = network.features(_read(audio, grid, windows)[None])
        found = network.embed(features, lay_out(masks, windows - windows[0], grid, speaking)[None])[0]
        window, speaker = np.nonzero(speaking)
        yield Voices(windows[window], speaker, found)


def windows_in_block(grid: Grid) -> int:
    """Return how many windows fit into a block, at least one."""
    return 1 + max(0, int((BLOCK_SECONDS - grid.duration) / grid.step))


def blocks(pieces: Iterable[Piece]) -> Iterator[tuple[NDArray[np.intp], Segmentation]]:
    """Gather windows in which somebody talks, those of a block; who talks in others is nobody's business.

    A block is passed on as soon as no later window can belong to it.
    """
    waiting: list[tuple[int, Segmentation]] = []
    for batch, segmentation in pieces:
        size = windows_in_block(segmentation.grid)
        for place, window in enumerate(batch.windows):
            if waiting and window >= waiting[0][0] + size:
                yield _block(waiting)
                waiting = []
            alone = segmentation.part(range(place, place + 1))
            if alone.active.any():
                waiting.append((window, alone))
    if waiting:
        yield _block(waiting)


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


def _block(waiting: list[tuple[int, Segmentation]]) -> tuple[NDArray[np.intp], Segmentation]:
    return np.array([window for window, _ in waiting]), join([segmentation for _, segmentation in waiting])

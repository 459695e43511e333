"""Fast mode's voices: overlapping windows share one pass of the embedding network.

The network's trunk does not know about windows or speakers; only the pooling does. So it may run once over the whole
recording, block by block, and each window's speakers are then pooled from the frames that lie in the window. One thing
a window does have of its own: the mean that is taken off its features. Shared frames are less the mean of the means of
all windows in which they lie, so that no window is far from its own.

A pass over the whole recording also tells what voice is heard around each instant of it, which `resegment` uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.protocols import FastEmbedder
from whisper_diarize.records import SAMPLE_RATE, Audio

from .embed import MIN_SAMPLES, Voices, embed, talking, voices_of
from .instants import Instants, around, rows, shares
from .segmentation import Piece
from .windows import Grid

FEATURE_SAMPLES = 160  # from one frame of the features to the next


def embed_fast(  # noqa: PLR0913  the stage's own inputs
    audio: Audio,
    grid: Grid,
    pieces: Iterable[Piece],
    network: FastEmbedder,
    *,
    exclude_overlap: bool,
    instants: bool = False,
) -> Iterator[Voices]:
    """Run the network once over all speech, and embed `instants` too. `embed` handles a recording of one window."""
    num_windows = grid.num_windows(audio.num_samples)
    if num_windows == 1:
        yield from embed(pieces, network, exclude_overlap=exclude_overlap)
        return
    trunk = SharedTrunk(audio, grid, num_windows, network)
    for batch, chosen, masks in talking(pieces, exclude_overlap=exclude_overlap):
        windows = batch.windows.start + chosen
        voices = voices_of(windows, masks, trunk.embed(windows, masks))
        yield voices._replace(instants=trunk.instants(windows)) if instants else voices


def settled_windows(num_samples: int, grid: Grid, network: FastEmbedder) -> int:
    """Count the windows whose voices and instants stay as they are if the recording goes on after `num_samples`.

    The blocks of the trunk in which a window lies must be settled, and so must every window that has a share in the
    means of their frames; a window comes after those, so that none of them is the recording's last.
    """
    frame_samples, block_frames = FEATURE_SAMPLES * network.shrink, network.block // network.shrink
    length = -(-num_features(grid.window_samples) // network.shrink)

    def needed(window: int) -> int:
        last_frame = -(-window * grid.step_samples // frame_samples) + length - 1
        block_end = (last_frame // block_frames + 1) * network.block
        last_window = (block_end * FEATURE_SAMPLES - 1) // grid.step_samples
        return last_window * grid.step_samples + grid.window_samples + MIN_SAMPLES

    windows = grid.num_windows(num_samples)
    while windows and needed(windows - 1) > num_samples:
        windows -= 1
    return windows


class SharedTrunk:
    """The trunk's frames, computed when the first window needs them and dropped after the last.

    A block in which no window has speech is never computed.
    """

    def __init__(self, audio: Audio, grid: Grid, num_windows: int, network: FastEmbedder) -> None:
        self._grid, self._num_windows, self._network = grid, num_windows, network
        self._features = SharedFeatures(audio, grid, num_windows, network)
        self._frame_samples = FEATURE_SAMPLES * network.shrink
        self._block_frames = network.block // network.shrink
        self._end = -(-self._features.end // network.shrink)
        self._length = -(-num_features(grid.window_samples) // network.shrink)  # of a window
        self._blocks: dict[int, NDArray[np.float32]] = {}

    def embed(self, windows: NDArray[np.intp], masks: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Map masks (windows, frames, speakers) to vectors (windows, speakers, dim); windows come in order of time."""
        starts = windows * self._grid.step_samples / self._frame_samples
        firsts, length = self._firsts(windows), self._length
        self._compute(firsts, length)
        frames = np.stack([self._cut(int(first), length) for first in firsts])
        places = (firsts - starts)[:, None] + np.arange(length)  # in the window, in frames of the trunk
        nearest = (np.maximum(places, 0) * masks.shape[1] / length).astype(np.intp)
        laid = np.take_along_axis(masks, nearest[..., None], axis=1)
        return self._network.pool(frames, laid.swapaxes(1, 2).astype(np.float32))

    def extent(self, windows: range) -> range:
        """Return the samples, zeros beyond the end included, that the voices of some windows depend on."""
        first, last = self._firsts(np.asarray([windows[0], windows[-1]])).tolist()
        blocks = range(self._blocks_of(first, self._length).start, self._blocks_of(last, self._length).stop)
        return self._features.extent(blocks)

    def instants(self, windows: NDArray[np.intp]) -> Instants:
        """Embed the instants in the middle of windows that were embedded just now."""
        frame_seconds = self._frame_samples / SAMPLE_RATE
        end = self._end * frame_seconds
        found = [
            (window, row, self._cut(first, self._length)[places], masks)
            for window, first in zip(windows.tolist(), self._firsts(windows).tolist(), strict=True)
            for row in rows(shares(self._grid, self._num_windows, window, end))
            for places, masks in [around(row, first, self._length, frame_seconds)]
        ]
        vectors = self._network.pool(
            np.stack([frames for _, _, frames, _ in found]),
            np.stack([masks for *_, masks in found]).astype(np.float32),
        )
        return Instants.usable(
            np.concatenate([np.full(len(row), window) for window, row, _, _ in found]),
            np.concatenate([row for _, row, _, _ in found]),
            np.concatenate([some[: len(row)] for some, (_, row, _, _) in zip(vectors, found, strict=True)]),
        )

    def _firsts(self, windows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the first frame of each window."""
        starts = windows * self._grid.step_samples / self._frame_samples
        return np.minimum(np.ceil(starts), self._end - self._length).astype(np.intp)

    def _compute(self, firsts: NDArray[np.intp], length: int) -> None:
        """Have the blocks in which windows with these first frames lie, and no earlier ones."""
        needed = {block for first in firsts for block in self._blocks_of(int(first), length)}
        self._blocks = {block: frames for block, frames in self._blocks.items() if block in needed}
        missing = sorted(needed - self._blocks.keys())
        if missing:
            features = np.stack([self._features.block(block) for block in missing])
            self._blocks.update(zip(missing, self._network.frames(features), strict=True))

    def _cut(self, first: int, length: int) -> NDArray[np.float32]:
        """Take frames out of the blocks: (length, channels)."""
        blocks = self._blocks_of(first, length)
        start = first - blocks.start * self._block_frames
        return np.concatenate([self._blocks[block] for block in blocks])[start : start + length]

    def _blocks_of(self, first: int, length: int) -> range:
        """Return the blocks in which frames lie."""
        return range(first // self._block_frames, (first + length - 1) // self._block_frames + 1)


class SharedFeatures:
    """Log-mel energies, less the mean of the means of the windows in which they lie.

    Blocks come in order of time; only what the next may need is kept. `end`: the number of frames.
    """

    def __init__(self, audio: Audio, grid: Grid, num_windows: int, network: FastEmbedder) -> None:
        self._audio, self._grid, self._network = audio, grid, network
        self._size = network.block
        self._last = num_windows - 1
        self.end = num_features(self._last * grid.step_samples + grid.window_samples)
        self._first = 0  # of the kept energies
        self._energies = np.zeros((0, 0), dtype=np.float32)

    def block(self, number: int) -> NDArray[np.float32]:
        """Return a block, with zeros after the last window: (block, bins)."""
        start, end = self._frames(number)
        windows = self._windows(start, end)
        self._keep(self._extent(windows[0])[0], self._extent(windows[-1])[1])
        total = np.zeros((end - start, self._energies.shape[1]), dtype=np.float64)
        count = np.zeros((end - start, 1))
        for window in windows:
            first, last = self._extent(window)
            inside = slice(max(first, start) - start, last - start)
            total[inside] += self._kept(first, last).mean(axis=0)
            count[inside] += 1
        found = np.zeros((self._size, total.shape[1]), dtype=np.float32)
        found[: end - start] = self._kept(start, end) - total / count
        return found

    def extent(self, blocks: range) -> range:
        """Return the samples that some blocks depend on."""
        windows = self._windows(self._frames(blocks[0])[0], self._frames(blocks[-1])[1])
        first, end = self._extent(windows[0])[0], self._extent(windows[-1])[1]
        return range(first * FEATURE_SAMPLES, (end - 1) * FEATURE_SAMPLES + MIN_SAMPLES)

    def _frames(self, block: int) -> tuple[int, int]:
        """Return the first frame of a block and the one after its last."""
        return block * self._size, min((block + 1) * self._size, self.end)

    def _windows(self, start: int, end: int) -> range:
        """Return the windows in which frames lie."""
        samples, step = self._grid.window_samples, self._grid.step_samples
        low = max(0, (start * FEATURE_SAMPLES - samples) // step + 1)
        return range(low, min(self._last, (end * FEATURE_SAMPLES - 1) // step) + 1)

    def _extent(self, window: int) -> tuple[int, int]:
        """Return the first frame of a window and the one after its last, so that every frame lies in a window."""
        first = window * self._grid.step_samples // FEATURE_SAMPLES
        return first, min(first - (-self._grid.window_samples // FEATURE_SAMPLES), self.end)

    def _kept(self, start: int, end: int) -> NDArray[np.float32]:
        return self._energies[start - self._first : end - self._first]

    def _keep(self, start: int, end: int) -> None:
        """Have the energies from `start` to `end`, and none before."""
        self._energies, self._first = self._energies[start - self._first :], start
        missing = start + len(self._energies)
        if missing < end:
            found = self._network.energies(self._read(missing, end)[None])[0]
            self._energies = np.concatenate([self._energies, found]) if len(self._energies) else found

    def _read(self, start: int, end: int) -> NDArray[np.float32]:
        """Read the samples of frames, with zeros beyond the recording's end."""
        first, size = start * FEATURE_SAMPLES, (end - start - 1) * FEATURE_SAMPLES + MIN_SAMPLES
        samples = self._audio.read(first, first + size)
        return np.pad(samples, (0, size - len(samples)))


def num_features(num_samples: int) -> int:
    """Count the frames of the features of so many samples."""
    return 1 + (num_samples - MIN_SAMPLES) // FEATURE_SAMPLES

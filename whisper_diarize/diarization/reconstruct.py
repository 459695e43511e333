"""From windows with known speakers to one decision per frame of the recording.

Source: pyannote.audio 4.0.7 pipelines/speaker_diarization.py, reconstruct; pipelines/utils/diarization.py,
to_diarization (MIT).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.clustering import UNASSIGNED

from .aggregate import Chunk, Sums, overlap_add
from .segmentation import Segmentation


def reconstruct(
    segmentation: Segmentation,
    clusters: NDArray[np.intp],
    count: NDArray[np.intp],
    keep: Callable[[int, Sums], None] | None = None,
    share_out: Callable[[int, Sums], Sums] | None = None,
) -> Iterator[NDArray[np.bool_]]:
    """Decide the recording's speakers of each frame: blocks of (frames, speakers), in order of time.

    `clusters`: (chunks, local speakers); `count`: (num_frames,), how many talk. There are more speakers than clusters
    if more talk at once. `share_out` maps each block's first frame and its activity to the activity that decides;
    `keep` is called with the same first frame and the latter.
    """
    num_speakers, start = int(count.max(initial=0)), 0
    for activity in activity_blocks(segmentation, clusters):
        shared = activity if share_out is None else share_out(start, activity)
        if keep is not None:
            keep(start, shared)
        yield loudest(shared, count[start : start + len(activity)], num_speakers)
        start += len(activity)


def speaker_activity(segmentation: Segmentation, clusters: NDArray[np.intp]) -> Sums:
    """Join the blocks of `activity_blocks`: (num_frames, clusters)."""
    return np.concatenate(list(activity_blocks(segmentation, clusters)))


def activity_blocks(segmentation: Segmentation, clusters: NDArray[np.intp]) -> Iterator[Sums]:
    """Count the windows in which each speaker of the recording talks in a frame: blocks of (frames, clusters).

    `clusters`: (chunks, local speakers). Of local speakers that share a cluster, the more active counts. Where there
    are probabilities, they are added up instead.
    """
    decisions, probabilities = segmentation.decisions, segmentation.probabilities
    local, dtype = (decisions, np.int16) if probabilities is None else (probabilities, np.float32)
    chunks = (_relabel(chunk, names) for chunk, names in zip(local, clusters.tolist(), strict=True))
    return overlap_add(chunks, segmentation.grid, len(decisions), int(clusters.max()) + 1, dtype)


def loudest(activity: Sums, count: NDArray[np.intp], num_speakers: int = 0) -> NDArray[np.bool_]:
    """Let the `count` most active speakers of each frame talk: (frames, speakers), at least `num_speakers` of them.

    Where more talk than there are clusters, speakers without one are added. Of equally active ones NumPy's default
    sort chooses, which is not the same on every processor (AVX-512 and AVX2 have one of their own): it is called with
    what pyannote.audio sorts, so that each machine gives what pyannote.audio gives there.
    """
    columns = max(activity.shape[1], num_speakers, int(count.max(initial=0)))
    padded = np.pad(activity.astype(np.float32), ((0, 0), (0, columns - activity.shape[1])))
    talking = np.zeros(padded.shape, dtype=np.bool_)
    rows = np.flatnonzero(count)  # sorting is what takes the time
    order = np.argsort(-padded[rows], axis=1)[:, : count.max(initial=0)]
    chosen = np.arange(order.shape[1]) < count[rows, None]
    row, place = np.nonzero(chosen)
    talking[rows[row], order[row, place]] = True
    return talking


def _relabel(chunk: NDArray[np.bool_ | np.float32], names: list[int]) -> Chunk:
    """Map a window's (frames, local speakers) to clusters."""
    said: dict[int, NDArray[np.bool_ | np.float32]] = {}
    for name, values in zip(names, chunk.T, strict=True):
        if name != UNASSIGNED:
            said[name] = np.maximum(said[name], values) if name in said else values
    return said

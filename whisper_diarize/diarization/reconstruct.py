"""From windows with known speakers to one decision per frame of the recording.

Source: pyannote.audio 4.0.7 pipelines/speaker_diarization.py, reconstruct; pipelines/utils/diarization.py,
to_diarization (MIT).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.clustering import UNASSIGNED

from .aggregate import Chunk, Sums, overlap_add
from .segmentation import Segmentation

BLOCK_FRAMES = 65_536  # bounds the memory that ranking takes


def speaker_activity(segmentation: Segmentation, clusters: NDArray[np.intp]) -> Sums:
    """Count the windows in which each speaker of the recording talks in a frame: (num_frames, clusters).

    `clusters`: (chunks, local speakers). Of local speakers that share a cluster, the more active counts. Where there
    are probabilities, they are added up instead.
    """
    decisions, probabilities = segmentation.decisions, segmentation.probabilities
    num_clusters = int(clusters.max()) + 1
    local: Chunk = decisions if probabilities is None else probabilities
    chunks = (_relabel(chunk, names, num_clusters) for chunk, names in zip(local, clusters, strict=True))
    return overlap_add(chunks, segmentation.grid, len(decisions), num_clusters)


def loudest(activity: Sums, count: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Let the `count` most active speakers of each frame talk: (num_frames, speakers).

    Where more talk than there are clusters, speakers without one are added. Of equally active ones NumPy's default
    sort chooses, which is not the same on every processor (AVX-512 and AVX2 have one of their own): it is called with
    what pyannote.audio sorts, so that each machine gives what pyannote.audio gives there.
    """
    frames, clusters = activity.shape
    extra = max(0, int(count.max(initial=0)) - clusters)
    activity = np.pad(activity.astype(np.float32), ((0, 0), (0, extra)))
    talking = np.zeros(activity.shape, dtype=np.bool_)
    for start in range(0, frames, BLOCK_FRAMES):
        block = slice(start, start + BLOCK_FRAMES)
        order = np.argsort(-activity[block], axis=1)
        chosen = np.arange(activity.shape[1]) < count[block, None]
        np.put_along_axis(talking[block], order, chosen, axis=1)
    return talking


def _relabel(chunk: Chunk, names: NDArray[np.intp], num_clusters: int) -> Chunk:
    """Turn (frames, local speakers) into (frames, clusters)."""
    relabelled = np.zeros((len(chunk), num_clusters), dtype=chunk.dtype)
    for speaker, name in enumerate(names):
        if name != UNASSIGNED:
            relabelled[:, name] = np.maximum(relabelled[:, name], chunk[:, speaker])
    return relabelled

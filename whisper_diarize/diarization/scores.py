"""Scores: the share of the windows around a frame in which each speaker is active there.

A turn is what most windows agree on. Somebody whom a few of them hear, or hear beside others, talks in no turn; who has
to decide about single words wants to know.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.records import FULL_SCORE, SpeakerScores, Stretch

from .aggregate import Sums, overlap_add
from .segmentation import Segmentation
from .windows import FRAME_SECONDS, FRAME_STEP_SECONDS

MAX_PAUSE_FRAMES = 60  # frames of silence, 1 s, that are kept


class ScoreKeeper:
    """Keeps the parts of the activity in which speakers are heard, a byte a frame."""

    def __init__(self, covering: NDArray[np.float32]) -> None:
        self._windows = covering
        self._stretches: dict[int, list[Stretch]] = {}

    def keep(self, first: int, activity: Sums) -> None:
        """Keep the activity in (frames, clusters), from frame `first` of the recording on."""
        windows = self._windows[first : first + len(activity)]
        for cluster in np.flatnonzero(activity.any(axis=0)).tolist():
            shares = np.rint(FULL_SCORE * activity[:, cluster] / windows)
            self._stretches.setdefault(cluster, []).extend(_cut(first, shares.astype(np.uint8)))

    def of(self, labels: dict[int, str]) -> SpeakerScores:
        """Return the scores of the clusters that have a label."""
        kept = {label: tuple(self._stretches.get(cluster, ())) for cluster, label in labels.items()}
        return SpeakerScores(
            FRAME_STEP_SECONDS, FRAME_SECONDS / 2, {label: some for label, some in kept.items() if some}
        )


def windows_around(segmentation: Segmentation) -> NDArray[np.float32]:
    """Count the windows in which each frame lies, at least one: (num_frames,)."""
    chunks, frames, _ = segmentation.decisions.shape
    covered = np.ones(frames, dtype=np.bool_)
    blocks = overlap_add(({0: covered} for _ in range(chunks)), segmentation.grid, chunks, channels=1)
    windows = np.concatenate([block[:, 0] for block in blocks])
    at_least_one: NDArray[np.float32] = np.maximum(windows, 1).astype(np.float32)  # the last frame is in none
    return at_least_one


def _cut(first: int, values: NDArray[np.uint8]) -> list[Stretch]:
    """Cut a speaker's scores, (frames,), where there are none for more than a second."""
    heard = np.flatnonzero(values)
    if not len(heard):
        return []
    runs = np.split(heard, np.flatnonzero(np.diff(heard) > MAX_PAUSE_FRAMES) + 1)
    return [Stretch(first + int(run[0]), values[run[0] : run[-1] + 1].copy()) for run in runs]

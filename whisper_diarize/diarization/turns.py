"""From frames to turns.

Source: pyannote.audio 4.0.7 utils/signal.py, Binarize (MIT): a turn runs from the middle of its first frame to the
middle of the first frame after it.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.records import Span

from .windows import frame_middle


def spans(
    talking: NDArray[np.bool_] | Iterable[NDArray[np.bool_]],
    *,
    min_duration_on: float = 0.0,
    min_duration_off: float = 0.0,
) -> list[list[Span]]:
    """Return each speaker's spans of talk; `talking`: (num_frames, speakers), at once or block by block.

    Pauses shorter than `min_duration_off` seconds are filled first, then spans shorter than `min_duration_on` dropped.
    """
    columns = _edges([talking] if isinstance(talking, np.ndarray) else talking)
    filled = (_fill(_runs(edges), min_duration_off) for edges in columns)
    return [[span for span in column if span.duration >= min_duration_on] for column in filled]


def _edges(blocks: Iterable[NDArray[np.bool_]]) -> list[NDArray[np.intp]]:
    """Return for each speaker the frames in which talk begins and ends, by turns; at the latest in the last one."""
    before: NDArray[np.bool_] | None = None
    frames, speakers, done = [], [], 0
    for block in blocks:
        changed = np.diff(block, axis=0, prepend=np.zeros_like(block[:1]) if before is None else before)
        frame, speaker = np.nonzero(changed)
        frames.append(done + frame)
        speakers.append(speaker)
        before, done = block[-1:], done + len(block)
    if before is None:
        raise ValueError("there are no frames")
    frames.append(np.full(before.sum(), done - 1))
    speakers.append(np.flatnonzero(before))
    by_speaker = np.argsort(np.concatenate(speakers), kind="stable")
    counts = np.bincount(np.concatenate(speakers), minlength=before.shape[1])
    return np.split(np.concatenate(frames)[by_speaker], np.cumsum(counts)[:-1])


def _runs(edges: NDArray[np.intp]) -> Iterable[Span]:
    """Yield the runs between edges."""
    times = frame_middle(edges).tolist()
    for start, end in zip(times[::2], times[1::2], strict=True):
        if start < end:
            yield Span(start, end)


def _fill(runs: Iterable[Span], pause: float) -> list[Span]:
    """Join runs that are less than `pause` seconds apart."""
    joined: list[Span] = []
    for run in runs:
        if joined and run.start - joined[-1].end < pause:
            joined[-1] = Span(joined[-1].start, run.end)
        else:
            joined.append(run)
    return joined

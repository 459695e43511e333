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
    talking: NDArray[np.bool_], *, min_duration_on: float = 0.0, min_duration_off: float = 0.0
) -> list[list[Span]]:
    """Return each speaker's spans of talk; `talking`: (num_frames, speakers).

    Pauses shorter than `min_duration_off` seconds are filled first, then spans shorter than `min_duration_on` dropped.
    """
    filled = (_fill(_runs(column), min_duration_off) for column in talking.T)
    return [[span for span in column if span.duration >= min_duration_on] for column in filled]


def _runs(talking: NDArray[np.bool_]) -> Iterable[Span]:
    """Yield the runs of True; a run at the end stops at the last frame's middle."""
    edges = np.flatnonzero(np.diff(talking, prepend=False, append=False))
    times = frame_middle(np.minimum(edges, len(talking) - 1)).tolist()
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

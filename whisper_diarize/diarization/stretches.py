"""Stretches of one voice: where to look for speakers who were said to be there, and whom no window tells apart.

The segmentation network takes voices that are much alike, as those of children, for one within every window, so that
the vectors of windows are mixtures, and cannot be told apart either. A second of sound has one voice mostly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.clustering import assign, distinct_centroids

from .embed import Embeddings
from .instants import STEP_SECONDS, Instants
from .speakers import Speakers
from .windows import FRAME_SECONDS, FRAME_STEP_SECONDS

LENGTH = 4  # instants of a stretch, 1.3 s of sound; the next one begins in its middle
HOP_SECONDS = LENGTH // 2 * STEP_SECONDS
MIN_TALK_SECONDS = 25.0  # in which one talks: of less, chance makes voices that differ
MIN_SECONDS = 5.0  # of it, of each speaker
MAX_STRETCHES = 2000  # time grows with their square


def find_missing(
    speakers: Speakers, embeddings: Embeddings, instants: Instants, count: NDArray[np.intp], minimum: int
) -> Speakers:
    """Return `minimum` speakers, or as many of them as stretches have; as before, if those are no more than before.

    `count`: (num_frames,), how many talk.
    """
    starts = stretch_starts(instants, count)
    if len(starts) * HOP_SECONDS < MIN_TALK_SECONDS:
        return speakers
    kept = starts[np.linspace(0, len(starts) - 1, min(len(starts), MAX_STRETCHES)).astype(np.intp)]
    vectors = np.stack([instants.vectors[kept + place].astype(np.float64) for place in range(LENGTH)]).mean(axis=0)
    share = len(kept) / len(starts)
    found = distinct_centroids(vectors, minimum, round(MIN_SECONDS / HOP_SECONDS * share))
    if len(found) <= len(speakers.centroids):
        return speakers
    return Speakers(assign(embeddings.vectors, found), found)


def stretch_starts(instants: Instants, count: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the places among the instants at which stretches begin, in which one talks all the time."""
    frames = np.rint((instants.seconds - FRAME_SECONDS / 2) / FRAME_STEP_SECONDS).astype(np.intp)
    alone = count[np.clip(frames, 0, len(count) - 1)] == 1
    numbers, last = instants.numbers, len(alone) - LENGTH + 1
    if last <= 0:
        return np.zeros(0, dtype=np.intp)
    whole = numbers[LENGTH - 1 :] - numbers[:last] == LENGTH - 1
    for place in range(LENGTH):
        whole &= alone[place : place + last]
    return np.flatnonzero(whole & (numbers[:last] % (LENGTH // 2) == 0))

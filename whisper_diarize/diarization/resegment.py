"""Resegmentation: who talks at each instant, by the voice that is heard there.

The segmentation network tells the local speakers of a window apart, and now and then takes two voices for one, or
swaps them within the window: no clustering of whole windows' voices can mend that. So the share of the windows in which
a speaker talks is only the prior here; the likelihood is that of the voice around each instant, by its cosine to the
speaker's centroid. How many talk at once stays what the windows say.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from .aggregate import Sums
from .instants import Instants
from .reconstruct import activity_blocks
from .segmentation import Segmentation
from .speakers import Speakers
from .windows import FRAME_SECONDS, FRAME_STEP_SECONDS, frame_middle

UNHEARD = 0.1  # added to each share: a speaker whom no window hears may yet be the one who talks
ITERATIONS = 3  # of decisions, and centroids of what was decided
MIN_INSTANTS = 4  # of a speaker, to have a new centroid
BLOCK = 1 << 14  # instants at a time: bounds memory, however long the recording is


class Resegmentation:
    """Call it with a block of `activity_blocks` and its first frame: it returns the block, shared out anew.

    `count`: (num_frames,), how many talk; `covering`: (num_frames,), the windows around each frame; `weight`: of a
    cosine of 1, as the logarithm of a likelihood.
    """

    def __init__(  # noqa: PLR0913, PLR0917  the stage's own inputs
        self,
        segmentation: Segmentation,
        speakers: Speakers,
        count: NDArray[np.intp],
        covering: NDArray[np.float32],
        instants: Instants,
        weight: float,
    ) -> None:
        self._covering, self._weight, self._seconds = covering, weight, instants.seconds
        frames = np.rint((self._seconds - FRAME_SECONDS / 2) / FRAME_STEP_SECONDS).astype(np.intp)
        frames = np.clip(frames, 0, len(covering) - 1)
        activity = _sample(segmentation, speakers.clusters, frames)
        prior = np.log(activity / covering[frames, None] + UNHEARD)
        self._cosines = _cosines(instants, speakers.centroids, prior, count[frames] == 1, weight)

    def __call__(self, start: int, activity: Sums) -> Sums:
        """Map (frames, clusters), the windows in which each speaker talks, to the same in float32."""
        frames = np.arange(start, start + len(activity))
        covering = self._covering[frames, None]
        share = activity / covering
        middles = frame_middle(frames)
        voice = np.stack([np.interp(middles, self._seconds, column) for column in self._cosines.T], axis=1)
        chance = softmax(np.log(share + UNHEARD) + self._weight * voice[:, : share.shape[1]], axis=1)
        shared = np.minimum(chance * share.sum(axis=1, keepdims=True), 1.0) * covering
        return np.asarray(shared, dtype=np.float32)


def _cosines(
    instants: Instants,
    centroids: NDArray[np.floating],
    prior: NDArray[np.floating],
    alone: NDArray[np.bool_],
    weight: float,
) -> NDArray[np.float32]:
    """Return each instant's cosine to each speaker, (instants, clusters), after a few rounds of k-means.

    `prior`: the same shape, logarithms; `alone`: (instants,), whether one speaker talks, whose centroid it then makes.
    """
    vectors, known = instants.vectors, prior.shape[1]
    means = centroids[:known] / np.linalg.norm(centroids[:known], axis=1, keepdims=True)
    for _ in range(ITERATIONS):
        chosen = np.where(alone, (prior + weight * _products(vectors, means)).argmax(axis=1), -1)
        for speaker in np.flatnonzero(np.bincount(chosen[alone], minlength=known) >= MIN_INSTANTS):
            means[speaker] = vectors[chosen == speaker].mean(axis=0, dtype=np.float32)
        means /= np.linalg.norm(means, axis=1, keepdims=True)
    return _products(vectors, means)


def _products(vectors: NDArray[np.float16], means: NDArray[np.floating]) -> NDArray[np.float32]:
    """Multiply (instants, dim) by (clusters, dim), some instants at a time: (instants, clusters)."""
    columns = means.T.astype(np.float32)
    starts = range(0, len(vectors), BLOCK)
    return np.concatenate([vectors[start : start + BLOCK].astype(np.float32) @ columns for start in starts])


def _sample(segmentation: Segmentation, clusters: NDArray[np.intp], frames: NDArray[np.intp]) -> NDArray[np.floating]:
    """Return the activity at some frames, in order of time: (frames, clusters)."""
    found, start = [], 0
    for block in activity_blocks(segmentation, clusters):
        here = frames[np.searchsorted(frames, start) : np.searchsorted(frames, start + len(block))]
        found.append(block[here - start].astype(np.float32))
        start += len(block)
    return np.concatenate(found)

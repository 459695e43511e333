"""The second network's stage: a voice vector for each local speaker of each window.

Source: pyannote.audio 4.0.7 pipelines/speaker_diarization.py, get_embeddings, and clustering.py, filter_embeddings
(MIT).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.protocols import Embedder

from .instants import Instants
from .segmentation import Piece, Segmentation
from .vectors import usable
from .windows import Batch

MIN_SAMPLES = 400  # one frame of the filterbank: what pyannote finds by trying
MIN_CLEAN_SHARE = 0.2  # pyannote's min_active_ratio


class Voices(NamedTuple):
    """Some voices: `vectors` (found, dim), and the window and local speaker of each, (found,).

    `instants`: the voices at the instants of the same windows, if they were asked for.
    """

    windows: NDArray[np.intp]
    speakers: NDArray[np.intp]
    vectors: NDArray[np.float32]
    instants: Instants | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Embeddings:
    """All voices.

    `vectors`: (chunks, speakers, dim) float32, NaN for speakers who do not talk or have no vector.
    `clean`: (chunks, speakers) bool, whether somebody talks alone for long enough to be clustered by.
    """

    vectors: NDArray[np.float32]
    clean: NDArray[np.bool_]


def embed(pieces: Iterable[Piece], network: Embedder, *, exclude_overlap: bool) -> Iterator[Voices]:
    """Run the network over the windows with speech, piece by piece."""
    for batch, chosen, masks in talking(pieces, exclude_overlap=exclude_overlap):
        features = network.features(batch.samples[chosen])
        found = network.embed(features, masks.swapaxes(1, 2).astype(np.float32))
        yield voices_of(batch.windows.start + chosen, masks, found)


def talking(
    pieces: Iterable[Piece], *, exclude_overlap: bool
) -> Iterator[tuple[Batch, NDArray[np.intp], NDArray[np.bool_]]]:
    """Yield each batch with speech, the indices of its windows with speech, and their masks."""
    for batch, segmentation in pieces:
        chosen = np.flatnonzero(segmentation.active.any(axis=1))
        if len(chosen) > 0:
            yield batch, chosen, speaking_masks(segmentation, exclude_overlap=exclude_overlap)[chosen]


def voices_of(windows: NDArray[np.intp], masks: NDArray[np.bool_], found: NDArray[np.float32]) -> Voices:
    """Return the vectors, (windows, speakers, dim), of those who talk; masks: (windows, frames, speakers)."""
    window, speaker = np.nonzero(masks.any(axis=1))
    return Voices(windows[window], speaker, found[window, speaker])


def gather(voices: Sequence[Voices], segmentation: Segmentation) -> Embeddings:
    """Put the voices where they belong; at least one."""
    shape = (*segmentation.active.shape, voices[0].vectors.shape[1])
    vectors = np.full(shape, np.nan, dtype=np.float32)
    for windows, speakers, found, _ in voices:
        vectors[windows, speakers] = np.where(usable(found)[:, None], found, np.nan)
    return Embeddings(vectors, clean_voices(segmentation, vectors))


def speaking_masks(segmentation: Segmentation, *, exclude_overlap: bool) -> NDArray[np.bool_]:
    """Return the frames by which a voice is known: (chunks, frames, speakers).

    With `exclude_overlap`, those in which nobody else talks, unless they are too few.
    """
    decisions = segmentation.decisions
    if not exclude_overlap:
        return decisions
    alone = _alone(decisions)
    fewest = math.ceil(decisions.shape[1] * MIN_SAMPLES / segmentation.grid.window_samples)
    enough = alone.sum(axis=1, keepdims=True) > fewest
    return np.where(enough, alone, decisions)


def clean_voices(segmentation: Segmentation, vectors: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Select the speakers who talk alone for long enough in a chunk, and have a vector: (chunks, speakers)."""
    alone = _alone(segmentation.decisions)
    enough = alone.sum(axis=1) >= MIN_CLEAN_SHARE * alone.shape[1]
    clean: NDArray[np.bool_] = enough & ~np.isnan(vectors).any(axis=-1)
    return clean


def _alone(decisions: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the decisions less the frames in which several talk."""
    alone: NDArray[np.bool_] = decisions & (decisions.sum(axis=2, keepdims=True, dtype=np.uint8) == 1)
    return alone

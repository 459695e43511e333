"""Conversion between the stages' own types and `records.Inference`, which can be kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from whisper_diarize.records import Inference

from .embed import Embeddings, Voices, gather
from .instants import Instants
from .segmentation import Segmentation
from .windows import Grid


def pack(segmentation: Segmentation, voices: Voices | None) -> Inference:
    """Pack the segmentation and the voices of some windows; there are no voices in silence."""
    chunks, frames, _ = segmentation.decisions.shape
    decisions = np.packbits(segmentation.decisions, axis=1)
    num_frames = np.full(chunks, frames, dtype=np.int32)
    if voices is None:
        return Inference(decisions, num_frames, segmentation.probabilities)
    indices = np.stack([voices.windows, voices.speakers], axis=1).astype(np.int32)
    packed = Inference(decisions, num_frames, segmentation.probabilities, indices, voices.vectors)
    if voices.instants is None:
        return packed
    places = np.stack([voices.instants.windows, voices.instants.numbers], axis=1).astype(np.int32)
    return replace(packed, instants=places, instant_vectors=voices.instants.vectors)


def unpack(inference: Inference, grid: Grid) -> tuple[Segmentation, Embeddings | None]:
    """Unpack all windows, at least one; there are no embeddings in silence."""
    frames = int(inference.num_frames[0])
    decisions = np.unpackbits(inference.decisions, axis=1, count=frames).astype(np.bool_)
    segmentation = Segmentation(decisions, grid, inference.probabilities)
    if not len(inference.voices):
        return segmentation, None
    windows, speakers = inference.voices.T.astype(np.intp)
    return segmentation, gather([Voices(windows, speakers, inference.vectors)], segmentation)


def unpack_instants(inference: Inference) -> Instants | None:
    """Unpack the voices at instants, if there are any."""
    if not len(inference.instants):
        return None
    windows, numbers = inference.instants.T.astype(np.intp)
    return Instants(windows, numbers, inference.instant_vectors)

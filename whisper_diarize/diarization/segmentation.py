"""The first network's stage: who, of a few local speakers, talks in each frame of each window."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .windows import Batch, Grid


class Segmenter(Protocol):
    """A segmentation network."""

    def logits(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Map (batch, samples) to (batch, frames, classes)."""


@dataclass(frozen=True, slots=True, eq=False)
class Segmentation:
    """Decisions: (chunks, frames, speakers) bool. Speakers of different chunks have nothing to do with each other.

    `probabilities`: the same shape, float32; None from a powerset, which gives none for a single speaker.
    """

    decisions: NDArray[np.bool_]
    grid: Grid
    probabilities: NDArray[np.float32] | None = None

    @property
    def active(self) -> NDArray[np.bool_]:
        """Who talks at all in a chunk: (chunks, speakers)."""
        active: NDArray[np.bool_] = np.any(self.decisions, axis=1)
        return active


def segment(
    batches: Iterable[Batch],
    grid: Grid,
    network: Segmenter,
    decide: Callable[[NDArray[np.float32]], tuple[NDArray[np.bool_], NDArray[np.float32] | None]],
) -> Segmentation:
    """Run the network over all windows; at least one. `decide` turns logits into decisions and probabilities.

    In a window of digital silence nobody talks, whatever the network says of it.
    """
    decisions: list[NDArray[np.bool_]] = []
    probabilities: list[NDArray[np.float32]] = []
    for batch in batches:
        sounding = np.any(batch.samples, axis=1, keepdims=True)[..., None]
        decided, probable = decide(network.logits(batch.samples))
        decisions.append(decided & sounding)
        if probable is not None:
            probabilities.append(probable * sounding)
    return Segmentation(np.concatenate(decisions), grid, np.concatenate(probabilities) if probabilities else None)

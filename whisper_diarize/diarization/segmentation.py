"""The first network's stage: who, of a few local speakers, talks in each frame of each window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.errors import DiarizationError

from .windows import Batch, Grid

Decide = Callable[[NDArray[np.float32]], tuple[NDArray[np.bool_], "NDArray[np.float32] | None"]]


class Segmenter(Protocol):
    """A segmentation network."""

    def logits(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Map (batch, samples) to (batch, frames, classes)."""


@dataclass(frozen=True, slots=True, eq=False)
class Segmentation:
    """Decisions: (chunks, frames, speakers) bool. Speakers of different chunks are unrelated.

    `probabilities`: the same shape, float32; None from a powerset, which gives none for a single speaker.
    """

    decisions: NDArray[np.bool_]
    grid: Grid
    probabilities: NDArray[np.float32] | None = None

    @property
    def active(self) -> NDArray[np.bool_]:
        """Speakers that are active at all in a chunk: (chunks, speakers)."""
        active: NDArray[np.bool_] = np.any(self.decisions, axis=1)
        return active

    def part(self, windows: range) -> Segmentation:
        """Return that of some windows that follow each other."""
        some = slice(windows.start, windows.stop)
        probabilities = None if self.probabilities is None else self.probabilities[some]
        return Segmentation(self.decisions[some], self.grid, probabilities)


class Piece(NamedTuple):
    """Windows that follow each other, and who talks in them."""

    batch: Batch
    segmentation: Segmentation


def segment(batches: Iterable[Batch], grid: Grid, network: Segmenter, decide: Decide) -> Iterator[Piece]:
    """Run the network over each batch of windows. `decide` turns logits into decisions and probabilities.

    In a window of digital silence nobody talks, whatever the network says of it.

    Raises:
        DiarizationError: the network computes nonsense.
    """
    for batch in batches:
        sounding = np.any(batch.samples, axis=1, keepdims=True)[..., None]
        logits = network.logits(batch.samples)
        if not np.isfinite(logits).all():
            raise DiarizationError(
                "the segmentation network computes numbers that are not finite; its weights are damaged, or those of "
                "a network that was never trained: choose another --diarization-model"
            )
        decided, probable = decide(logits)
        probable = None if probable is None else probable * sounding
        yield Piece(batch, Segmentation(decided & sounding, grid, probable))


def join(parts: Sequence[Segmentation]) -> Segmentation:
    """Put parts that follow each other together; at least one."""
    decisions = np.concatenate([part.decisions for part in parts])
    probabilities = [part.probabilities for part in parts if part.probabilities is not None]
    return Segmentation(decisions, parts[0].grid, np.concatenate(probabilities) if probabilities else None)

"""Conversion of pyannote.audio's results and progress to ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from whisper_diarize import Diarization, Progress, Turn

# of the work, what is done before and after each stage that says how far it is; embedding takes most of the time
SHARES = {"segmentation": (0.0, 0.2), "embeddings": (0.2, 1.0)}


class Span(Protocol):
    """A pyannote.core Segment, in seconds."""

    start: float
    end: float


class Annotation(Protocol):
    """A pyannote.core Annotation."""

    def itertracks(self, *, yield_label: bool) -> Iterable[tuple[Span, object, str]]:
        """Yield segments and who talks in them."""

    def labels(self) -> Sequence[str]:
        """Return who talks."""


class Output(Protocol):
    """The result of pyannote.audio's pipeline; the voices are those of the labels, in their order."""

    speaker_diarization: Annotation
    exclusive_speaker_diarization: Annotation
    speaker_embeddings: NDArray[np.floating] | None


def as_diarization(output: Output, duration: float, model: str) -> Diarization:
    """Return pyannote's output as ours, cut where the recording ends: its last window may reach beyond."""
    return Diarization(
        _turns(output.speaker_diarization, duration),
        _turns(output.exclusive_speaker_diarization, duration),
        dict(_voices(output)),
        model,
    )


class Hook:
    """Passes pyannote.audio's calls of its hook on to our progress."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done = 0.0

    def __call__(
        self,
        step: str,
        artifact: object,  # noqa: ARG002
        file: object = None,  # noqa: ARG002
        total: float | None = None,
        completed: float | None = None,
    ) -> None:
        """Report a step; pyannote may count beyond its total, and ends each with a call without numbers."""
        if step not in SHARES or completed is None or not total:
            return
        before, after = SHARES[step]
        self._done = max(self._done, before + (after - before) * min(1.0, completed / total))
        self._progress(self._done, 1.0)


def _turns(annotation: Annotation, duration: float) -> tuple[Turn, ...]:
    return tuple(
        Turn(segment.start, min(segment.end, duration), speaker)
        for segment, _, speaker in annotation.itertracks(yield_label=True)
        if segment.start < duration
    )


def _voices(output: Output) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield the voice vector of each speaker that has one: pyannote fills up with zeros."""
    vectors = () if output.speaker_embeddings is None else output.speaker_embeddings
    for label, vector in zip(output.speaker_diarization.labels(), vectors, strict=False):
        if np.isfinite(vector).all() and vector.any():
            yield label, vector.astype(np.float32)

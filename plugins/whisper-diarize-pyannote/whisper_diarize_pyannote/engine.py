"""pyannote.audio as a diarizer."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pyannote.audio.pipelines import SpeakerDiarization
from pyannote.audio.pipelines.speaker_diarization import DiarizeOutput
from pyannote.core import Annotation

from whisper_diarize import Audio, Diarization, DiarizationError, OptionError, Progress, SpeakerCount, Turn

from .pipelines import load_pipeline
from .plugin import PyannoteOptions

logger = logging.getLogger(__name__)

# of the work, the share before and after each stage that says how far it is; embedding takes most of the time
SHARES = {"segmentation": (0.0, 0.2), "embeddings": (0.2, 1.0)}


class PyannoteDiarizer:
    """pyannote.audio's speaker diarization, as its authors wrote it.

    Raises:
        OptionError: there is no such model or device.
        ModelError: the model cannot be had, or is broken.
    """

    def __init__(self, options: PyannoteOptions) -> None:
        with quiet():
            self._pipeline = load_pipeline(options.model)
        self._pipeline.segmentation_batch_size = options.segmentation_batch_size
        self._pipeline.embedding_batch_size = options.embedding_batch_size
        self._name = f"pyannote.audio {version('pyannote.audio')}, {options.model}"
        _move(self._pipeline, options.device)

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:
        """Return the turns of `audio`, those of each speaker and those in which nobody overlaps.

        Raises:
            DiarizationError: torch failed, as when the memory of the device does not suffice.
        """
        if audio.num_samples == 0:
            return Diarization(exclusive_turns=(), model=self._name)
        counts = {
            "num_speakers": speaker_count.num,
            "min_speakers": speaker_count.minimum,
            "max_speakers": speaker_count.maximum,
        }
        try:
            with quiet():
                output = self._pipeline(as_file(audio), hook=Hook(progress), **counts)
        except (RuntimeError, MemoryError) as exc:  # torch's own are RuntimeErrors
            raise DiarizationError(f"{audio.source}: pyannote.audio failed: {str(exc).splitlines()[0]}") from exc
        progress(1.0, 1.0)
        return as_diarization(output, audio.duration, self._name)


def as_file(audio: Audio) -> dict[str, Any]:
    """Return a recording as pyannote.audio takes it: decoded, so that it needs no decoder of its own."""
    return {
        "waveform": torch.from_numpy(np.array(audio.array, dtype=np.float32))[None],
        "sample_rate": audio.sample_rate,
        "uri": audio.name,
    }


def as_diarization(output: DiarizeOutput, duration: float, model: str) -> Diarization:
    """Return pyannote's output as ours, cut where the recording ends: its last window may reach beyond."""
    return Diarization(
        _turns(output.speaker_diarization, duration),
        _turns(output.exclusive_speaker_diarization, duration),
        dict(_voices(output)),
        model,
    )


class Hook:
    """Tells our progress what pyannote.audio tells its hook."""

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


def _move(pipeline: SpeakerDiarization, device: str) -> None:
    try:
        pipeline.to(torch.device(device))
    except (RuntimeError, AssertionError) as exc:  # torch without CUDA asserts
        raise OptionError(f"pyannote.device cannot be {device} here: {str(exc).splitlines()[0]}") from exc


def _turns(annotation: Annotation, duration: float) -> tuple[Turn, ...]:
    return tuple(
        Turn(segment.start, min(segment.end, duration), speaker)
        for segment, _, speaker in annotation.itertracks(yield_label=True)
        if segment.start < duration
    )


def _voices(output: DiarizeOutput) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield the voice vector of each speaker that has one: pyannote fills up with zeros."""
    labels = output.speaker_diarization.labels()
    vectors = output.speaker_embeddings if output.speaker_embeddings is not None else ()
    for label, vector in zip(labels, vectors, strict=False):
        if np.isfinite(vector).all() and vector.any():
            yield label, vector.astype(np.float32)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Drop warnings, which are about training and torch, and log what is printed: standard output is the user's."""
    printed = io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
        warnings.simplefilter("ignore")
        yield
    for line in printed.getvalue().splitlines():
        logger.warning("pyannote.audio: %s", line)

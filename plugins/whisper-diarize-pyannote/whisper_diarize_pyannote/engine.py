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
from pyannote.audio.pipelines import SpeakerDiarization

from whisper_diarize import Audio, Diarization, DiarizationError, OptionError, Progress, SpeakerCount

from .options import PyannoteOptions
from .outputs import Hook, as_diarization
from .pipelines import load_pipeline

logger = logging.getLogger(__name__)


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
        """Return the turns of `audio`, and its exclusive turns.

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


def _move(pipeline: SpeakerDiarization, device: str) -> None:
    try:
        pipeline.to(torch.device(device))
    except (RuntimeError, AssertionError) as exc:  # torch without CUDA asserts
        raise OptionError(f"pyannote.device cannot be {device} here: {str(exc).splitlines()[0]}") from exc


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Drop warnings, which are about training and torch, and log printed lines: standard output is the user's."""
    printed = io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
        warnings.simplefilter("ignore")
        yield
    for line in printed.getvalue().splitlines():
        logger.warning("pyannote.audio: %s", line)

"""Our own diarizer: pyannote's pipeline on MLX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whisper_diarize.diarization import DiarizationOptions
from whisper_diarize.hookspecs import hookimpl

if TYPE_CHECKING:
    from whisper_diarize.protocols import Diarizer
    from whisper_diarize.registry import Register


@hookimpl
def register_diarizers(register: Register[Diarizer]) -> None:
    """Register `mlx`."""
    register("mlx", _mlx, options=DiarizationOptions, summary="pyannote's pipeline on MLX")


def _mlx(options: DiarizationOptions) -> Diarizer:
    from whisper_diarize.diarization import load  # noqa: PLC0415  it imports MLX

    return load(options.model, options)

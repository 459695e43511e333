"""Our own diarizer: pyannote's pipeline on MLX."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from whisper_diarize.diarization import DiarizationOptions
from whisper_diarize.hookspecs import hookimpl

if TYPE_CHECKING:
    from whisper_diarize.catalogue import Catalogue
    from whisper_diarize.protocols import Diarizer
    from whisper_diarize.registry import Register


@hookimpl
def register_diarizers(register: Register[Diarizer], models: Catalogue) -> None:
    """Register `mlx`."""
    register("mlx", partial(_mlx, models), options=DiarizationOptions, summary="pyannote's pipeline on MLX")


def _mlx(models: Catalogue, options: DiarizationOptions) -> Diarizer:
    from whisper_diarize.diarization import load  # noqa: PLC0415  it imports MLX

    return load(options.model, options, models)

"""Diarization as pyannote does it, one stage a file, on the networks of a model.

MLX is imported with the first name that needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .options import DiarizationOptions

if TYPE_CHECKING:
    from .embed import Embeddings
    from .pipeline import MlxDiarizer, load
    from .segmentation import Segmentation
    from .speakers import Speakers

__all__ = ["DiarizationOptions", "Embeddings", "MlxDiarizer", "Segmentation", "Speakers", "load"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import pipeline  # noqa: PLC0415  it imports MLX

    return getattr(pipeline, name)

"""Who spoke when: pyannote's diarization, one stage a file, on the networks of `weights`."""

from .embed import Embeddings
from .pipeline import DiarizationOptions, MlxDiarizer, load
from .segmentation import Segmentation
from .speakers import Speakers

__all__ = ["DiarizationOptions", "Embeddings", "MlxDiarizer", "Segmentation", "Speakers", "load"]

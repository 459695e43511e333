"""Which files of a folder are a model's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .config import ModelConfig, read_config

SEGMENTATION_FILE = "segmentation.safetensors"
EMBEDDING_FILE = "embedding.safetensors"
CONFIG_FILE = "config.json"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Two weight files, how to use them, and for VBx the two files of the PLDA (transform, then model)."""

    segmentation: Path
    embedding: Path
    config: ModelConfig
    plda: tuple[Path, Path] | None = None


def find_files(folder: Path) -> ModelFiles:
    """Return the files of the model in a folder.

    Raises:
        ModelError: there is none, or its description cannot be read.
    """
    return ModelFiles(folder / SEGMENTATION_FILE, folder / EMBEDDING_FILE, read_config(folder / CONFIG_FILE))

"""Which files of a folder are a model's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from whisper_diarize.errors import ModelError

from .config import ModelConfig, make_config, read_values
from .pipeline_config import model_folder, read_pipeline_config
from .plda import MODEL_FILE, TRANSFORM_FILE
from .weight_file import SUFFIXES

PARTS = SEGMENTATION, EMBEDDING, PLDA = "segmentation", "embedding", "plda"
SEGMENTATION_FILE = "segmentation.safetensors"
EMBEDDING_FILE = "embedding.safetensors"
CONFIG_FILE = "config.json"
PIPELINE_FILE = "config.yaml"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Two weight files, how to use them, and for VBx the two files of the PLDA (transform, then model).

    `said` are the fields of `config` that were stated: what a weight file says of itself replaces only the others.
    """

    segmentation: Path
    embedding: Path
    config: ModelConfig
    plda: tuple[Path, Path] | None = None
    said: frozenset[str] = frozenset()


def find_files(folder: Path) -> ModelFiles:
    """Return the files of the model in a folder: one of ours, or a pipeline of pyannote.audio.

    Ours has `config.json`, `segmentation.safetensors`, `embedding.safetensors`; a pipeline has `config.yaml`, and a
    weight file in `segmentation/` and in `embedding/`. Both may have `plda/`.

    Raises:
        ModelError: there is none, or its description cannot be read.
    """
    ours, theirs = folder / CONFIG_FILE, folder / PIPELINE_FILE
    said: frozenset[str] = frozenset()
    if ours.is_file():
        values = read_values(ours)
        config, said = make_config(ours, values), frozenset(values)
        segmentation, embedding, plda = (folder / part for part in PARTS)
    elif theirs.is_file():
        config = read_pipeline_config(theirs)
        segmentation, embedding, plda = (model_folder(theirs, part) for part in PARTS)
    else:
        raise ModelError(f"{folder}: no model: it has neither {CONFIG_FILE} nor a pipeline's {PIPELINE_FILE}")
    return ModelFiles(_weights(segmentation), _weights(embedding), config, _plda(plda), said)


def network_file(path: Path, part: str) -> Path:
    """Return the weight file of a model's `segmentation` or `embedding`; `path` is the file itself, or a folder.

    Raises:
        ModelError: the folder has none.
    """
    return _weights(path / part) if path.is_dir() else path


def _weights(stem: Path) -> Path:
    """Return the file `STEM.safetensors`, `STEM.bin`..., or the one in the folder STEM."""
    for suffix in SUFFIXES:
        beside = stem.with_name(stem.name + suffix)
        if beside.is_file():
            return beside
    for suffix in SUFFIXES:
        inside = sorted(path for path in stem.glob(f"*{suffix}") if path.is_file())
        if len(inside) > 1:
            raise ModelError(f"{stem}: which of {', '.join(path.name for path in inside)} is it? keep one")
        if inside:
            return inside[0]
    raise ModelError(
        f"{stem.parent}: the model lacks its {stem.name}: there is no {stem.name}{SUFFIXES[0]}, and no folder "
        f"{stem.name} with a weight file ({', '.join(SUFFIXES)})"
    )


def _plda(folder: Path) -> tuple[Path, Path] | None:
    """Return both files if one is there: reading them says which is not."""
    files = folder / TRANSFORM_FILE, folder / MODEL_FILE
    return files if any(path.is_file() for path in files) else None

"""Files of a model in a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from whisper_diarize.catalogue import BUNDLED
from whisper_diarize.errors import ModelError
from whisper_diarize.weights import EMBEDDING, PLDA_FILE, PLDA_TRANSFORM_FILE, SEGMENTATION, find_weights, reading

from .config import ModelConfig, make_config, read_values
from .pipeline_config import model_folder, read_pipeline_config

PLDA = "plda"
PARTS = (SEGMENTATION, EMBEDDING, PLDA)
SEGMENTATION_FILE = "segmentation.safetensors"
EMBEDDING_FILE = "embedding.safetensors"
CONFIG_FILE = "config.json"
PIPELINE_FILE = "config.yaml"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Two weight files, how to use them, and for VBx the two files of the PLDA (transform, then model).

    `explicit_fields` are those of `config` that its file states: metadata of a weight file replaces only the others.
    """

    segmentation: Path
    embedding: Path
    config: ModelConfig
    plda: tuple[Path, Path] | None = None
    explicit_fields: frozenset[str] = frozenset()


def find_files(folder: Path) -> ModelFiles:
    """Return the files of the model in a folder: one of ours, or a pipeline of pyannote.audio.

    Ours has `config.json`, `segmentation.safetensors`, `embedding.safetensors`; a pipeline has `config.yaml`, and a
    weight file in `segmentation/` and in `embedding/`. Both may have `plda/`.

    Raises:
        ModelError: there is none, or its description cannot be read.
    """
    with reading(folder, "the model"):
        return _find(folder)


def _find(folder: Path) -> ModelFiles:
    ours, theirs = folder / CONFIG_FILE, folder / PIPELINE_FILE
    explicit_fields: frozenset[str] = frozenset()
    if ours.is_file():
        values = read_values(ours)
        config, explicit_fields = make_config(ours, values), frozenset(values)
        segmentation, embedding, plda = (folder / part for part in PARTS)
    elif theirs.is_file():
        config = read_pipeline_config(theirs)
        segmentation, embedding, plda = (model_folder(theirs, part) for part in PARTS)
    else:
        raise ModelError(f"{folder}: no model: it has neither {CONFIG_FILE} nor a pipeline's {PIPELINE_FILE}")
    find = find_weights if config.has_own_embedding else _of_plugin
    return ModelFiles(find_weights(segmentation), find(embedding), config, _plda(plda), explicit_fields)


def bundled_directory() -> Path:
    """Return the folder of the model that comes with the package."""
    return Path(__file__).parent / BUNDLED


def _of_plugin(stem: Path) -> Path:
    """Return the one file `STEM.ANY`: its kind is known to the plugin."""
    found = sorted(path for path in stem.parent.glob(f"{stem.name}.*") if path.is_file())
    if len(found) != 1:
        names = ", ".join(path.name for path in found) or "none"
        raise ModelError(f"{stem.parent}: the model must have one file {stem.name}.*, for the plugin; it has: {names}")
    return found[0]


def _plda(folder: Path) -> tuple[Path, Path] | None:
    """Return both files if one is there: reading them says which is not."""
    files = folder / PLDA_TRANSFORM_FILE, folder / PLDA_FILE
    return files if any(path.is_file() for path in files) else None

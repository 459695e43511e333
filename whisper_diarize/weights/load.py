"""Read weight files and model directories; strictly, so that no network ever runs with weights that are not its own."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from whisper_diarize.clustering import Plda
from whisper_diarize.errors import ModelError, OptionError

from .config import ModelConfig
from .contract import (
    check,
    embedding_dimensions,
    embedding_shapes,
    segmentation_dimensions,
    segmentation_shapes,
)
from .files import CONFIG_FILE, EMBEDDING_FILE, SEGMENTATION_FILE, ModelFiles, find_files
from .keys import pyannet_parameters, resnet_parameters
from .networks import EmbeddingNetwork, SegmentationNetwork

BUNDLED = "bundled"


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A pair of networks, how to use them, and for VBx a PLDA of their voice vectors."""

    segmentation: SegmentationNetwork
    embedding: EmbeddingNetwork
    config: ModelConfig
    plda: Plda | None = None


def load_model(model: str | Path = BUNDLED) -> Model:
    """Load the bundled model, or the one in a directory.

    Raises:
        OptionError: there is no model of this name.
        ModelError: a file is missing, broken, or does not belong to such a model.
    """
    directory = bundled_directory() if model == BUNDLED else Path(model)
    if not directory.is_dir():
        raise OptionError.unknown("diarization model", str(model), [BUNDLED, "or a directory with a model"])
    return load_files(find_files(directory))


def load_files(files: ModelFiles) -> Model:
    """Load the files of a model.

    Raises:
        ModelError: a file is missing, broken, or does not belong to such a model.
    """
    segmentation, embedding = load_segmentation(files.segmentation), load_embedding(files.embedding)
    _check_classes(files.segmentation.parent, files.config, segmentation.dimensions.num_classes)
    return Model(segmentation, embedding, files.config)


def bundled_directory() -> Path:
    """Return where the model that comes with the package lies."""
    return Path(__file__).parent / BUNDLED


def load_segmentation(path: str | Path) -> SegmentationNetwork:
    """Load a PyanNet from a .safetensors file, or from a model's directory.

    Raises:
        ModelError: the file cannot be read; WeightMismatchError: its tensors are not a PyanNet's.
    """
    source, tensors = _read(path, SEGMENTATION_FILE)
    shapes = {name: tensor.shape for name, tensor in tensors.items()}
    dimensions = segmentation_dimensions(source, shapes)
    check(source, segmentation_shapes(dimensions), shapes)
    return SegmentationNetwork(dimensions, pyannet_parameters(tensors, dimensions))


def load_embedding(path: str | Path) -> EmbeddingNetwork:
    """Load a WeSpeaker ResNet-34 from a .safetensors file, or from a model's directory.

    Raises:
        ModelError: the file cannot be read; WeightMismatchError: its tensors are not such a ResNet's.
    """
    source, tensors = _read(path, EMBEDDING_FILE)
    shapes = {name: tensor.shape for name, tensor in tensors.items()}
    dimensions = embedding_dimensions(source, shapes)
    check(source, embedding_shapes(dimensions), shapes)
    return EmbeddingNetwork(dimensions, resnet_parameters(tensors))


def _read(path: str | Path, name: str) -> tuple[str, dict[str, NDArray[np.float32]]]:
    """Return the file's name for messages, and its tensors in float32."""
    path = Path(path)
    path = path / name if path.is_dir() else path
    try:
        tensors = load_file(path)
    except (OSError, SafetensorError, KeyError, TypeError) as exc:  # KeyError, TypeError: a type that NumPy lacks
        raise ModelError(f"{path}: the weights cannot be read: {exc}") from exc
    return str(path), {name: tensor.astype(np.float32) for name, tensor in tensors.items()}


def _check_classes(directory: Path, config: ModelConfig, num_classes: int) -> None:
    """Compare the segmentation's classes with what the description says they mean."""
    speakers, at_once = config.max_speakers_per_chunk, config.max_speakers_per_frame
    expected = speakers if at_once is None else sum(comb(speakers, size) for size in range(at_once + 1))
    if num_classes != expected:
        raise ModelError(
            f"{directory}: {CONFIG_FILE} implies {expected} classes "
            f"({speakers} speakers, {'multilabel' if at_once is None else f'at most {at_once} at once'}), "
            f"but {SEGMENTATION_FILE} has {num_classes}"
        )

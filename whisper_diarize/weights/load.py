"""Load networks and models; strictly, so that no network ever runs with weights that are not its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.clustering import Plda
from whisper_diarize.dimensions import PyanNetDimensions, ResNetDimensions
from whisper_diarize.errors import ModelError

from .config import ModelConfig
from .contract import (
    Shape,
    Shapes,
    check,
    embedding_dimensions,
    embedding_shapes,
    segmentation_dimensions,
    segmentation_shapes,
)
from .dtypes import Array, is_float, to_float32, type_name
from .facts import Facts, use
from .files import EMBEDDING, PLDA, SEGMENTATION, ModelFiles, network_file
from .keys import pyannet_parameters, resnet_parameters
from .later import later
from .layout import contract_names, torch_layout
from .plda import MODEL_FILE, TRANSFORM_FILE, read_plda
from .weight_file import WeightFile, read_weight_file

if TYPE_CHECKING:
    from .networks import EmbeddingNetwork, SegmentationNetwork

BUNDLED = "bundled"
Dimensions = TypeVar("Dimensions", PyanNetDimensions, ResNetDimensions)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A pair of networks, how to use them, and for VBx a PLDA of their voice vectors.

    `fingerprint` is a checksum of the weight files; None if the networks come from elsewhere.
    """

    segmentation: SegmentationNetwork
    embedding: EmbeddingNetwork
    config: ModelConfig
    plda: Plda | None = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The tensors of one network: all that the contract wants and no others, with its names and layout.

    They have the type that the file has; `float32` widens them.
    """

    tensors: Mapping[str, Array]
    facts: Facts

    def float32(self) -> dict[str, NDArray[np.float32]]:
        """Return the tensors in float32."""
        return {name: to_float32(tensor) for name, tensor in self.tensors.items()}


@dataclass(frozen=True, slots=True, eq=False)
class SegmentationWeights(Weights):
    """Those of a PyanNet."""

    dimensions: PyanNetDimensions


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddingWeights(Weights):
    """Those of a WeSpeaker ResNet-34."""

    dimensions: ResNetDimensions


def load_files(files: ModelFiles) -> Model:
    """Load the files of a model: they are read and checked now, and the networks made when they are first used.

    Raises:
        ModelError: a file is missing, broken, or does not belong to such a model.
    """
    segmentation = segmentation_weights(files.segmentation)
    embedding = embedding_weights(files.embedding)
    return Model(
        later(lambda: _segmentation(segmentation)),
        later(lambda: _embedding(embedding)),
        model_config(files, segmentation),
        model_plda(files, embedding.dimensions),
        fingerprint(files),
    )


def check_files(files: ModelFiles) -> None:
    """Read the files of a model, and see whether they belong together, without making networks of them.

    Raises:
        ModelError: as `load_files`.
    """
    model_config(files, segmentation_weights(files.segmentation))
    model_plda(files, embedding_weights(files.embedding).dimensions)


def fingerprint(files: ModelFiles) -> str:
    """Return a checksum of both weight files: 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in (files.segmentation, files.embedding):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def bundled_directory() -> Path:
    """Return where the model that comes with the package lies."""
    return Path(__file__).parent / BUNDLED


def load_segmentation(path: str | Path) -> SegmentationNetwork:
    """Load a PyanNet from a weight file (.safetensors, .npz, or what torch saved), or from a model's directory.

    Raises:
        ModelError: the file cannot be read; WeightMismatchError: its tensors are not a PyanNet's.
    """
    return _segmentation(segmentation_weights(network_file(Path(path), SEGMENTATION)))


def load_embedding(path: str | Path) -> EmbeddingNetwork:
    """Load a WeSpeaker ResNet-34 from a weight file (.safetensors, .npz, or what torch saved), or from a directory.

    Raises:
        ModelError: the file cannot be read; WeightMismatchError: its tensors are not such a ResNet's.
    """
    return _embedding(embedding_weights(network_file(Path(path), EMBEDDING)))


def segmentation_weights(path: Path) -> SegmentationWeights:
    """Read the weights of a PyanNet.

    Raises:
        ModelError: as `load_segmentation`.
    """
    return _segmentation_weights(path, read_weight_file(path))


def embedding_weights(path: Path) -> EmbeddingWeights:
    """Read the weights of a WeSpeaker ResNet-34.

    Raises:
        ModelError: as `load_embedding`.
    """
    return _embedding_weights(path, read_weight_file(path))


def network_weights(path: Path) -> SegmentationWeights | EmbeddingWeights:
    """Read the weights of either network: what the file holds decides.

    Raises:
        ModelError: as `load_segmentation`, or it holds neither.
    """
    file = read_weight_file(path)
    names = contract_names(str(path), file.tensors)
    if "classifier.weight" in names:
        return _segmentation_weights(path, file)
    if "resnet.conv1.weight" in names:
        return _embedding_weights(path, file)
    raise ModelError(
        f"{path}: neither a segmentation model nor an embedding model: no 'classifier.weight', no 'resnet.conv1.weight'"
    )


def model_config(files: ModelFiles, segmentation: SegmentationWeights) -> ModelConfig:
    """Return how the model is to be used, once its segmentation is known.

    Raises:
        ModelError: the description and the weights contradict each other.
    """
    source, num_classes = str(files.segmentation), segmentation.dimensions.num_classes
    return use(source, files.config, files.said, segmentation.facts, num_classes)


def model_plda(files: ModelFiles, dimensions: ResNetDimensions) -> Plda | None:
    """Read the PLDA, if there is one.

    Raises:
        ModelError: it is broken, or the clustering needs one and there is none.
    """
    if files.plda is not None:
        return read_plda(*files.plda, dimensions.dim)
    if files.config.clustering == "vbx":
        raise ModelError(
            f"{files.config.name}: clustering by VBx needs a PLDA, and the model has none: it lacks "
            f"{PLDA}/{TRANSFORM_FILE} and {PLDA}/{MODEL_FILE}"
        )
    return None


def _segmentation(weights: SegmentationWeights) -> SegmentationNetwork:
    from .networks import SegmentationNetwork  # noqa: PLC0415  it imports MLX

    return SegmentationNetwork(weights.dimensions, pyannet_parameters(weights.float32(), weights.dimensions))


def _embedding(weights: EmbeddingWeights) -> EmbeddingNetwork:
    from .networks import EmbeddingNetwork  # noqa: PLC0415  as above

    return EmbeddingNetwork(weights.dimensions, resnet_parameters(weights.float32()))


def _segmentation_weights(path: Path, file: WeightFile) -> SegmentationWeights:
    dimensions, tensors = _fit(path, file, segmentation_dimensions, segmentation_shapes)
    return SegmentationWeights(tensors, file.facts, dimensions)


def _embedding_weights(path: Path, file: WeightFile) -> EmbeddingWeights:
    dimensions, tensors = _fit(path, file, embedding_dimensions, embedding_shapes)
    return EmbeddingWeights(tensors, file.facts, dimensions)


def _fit(
    path: Path,
    file: WeightFile,
    dimensions_of: Callable[[str, Shapes], Dimensions],
    shapes_of: Callable[[Dimensions], dict[str, Shape]],
) -> tuple[Dimensions, dict[str, Array]]:
    """Bring a file's tensors to the contract, and check that they keep it."""
    tensors = contract_names(str(path), file.tensors)
    dimensions = dimensions_of(str(path), {name: tensor.shape for name, tensor in tensors.items()})
    expected = shapes_of(dimensions)
    tensors = torch_layout(str(path), expected, tensors)
    check(str(path), expected, {name: tensor.shape for name, tensor in tensors.items()})
    for name, tensor in tensors.items():
        if not is_float(tensor):
            raise ModelError(f"{path}: {name} is of type {type_name(tensor)}, which weights do not have")
    return dimensions, {name: tensors[name] for name in expected}

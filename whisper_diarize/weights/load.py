"""Checked tensors and networks of weight files; strictly, so that no network runs with weights that are not its own."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.dimensions import CamPlusPlusDimensions, EmbeddingDimensions, PyanNetDimensions, ResNetDimensions
from whisper_diarize.errors import ModelError

from .campplus import FIRST, LAST, campplus_dimensions, campplus_parameters, campplus_shapes
from .contract import (
    Shape,
    Shapes,
    check,
    embedding_dimensions,
    embedding_shapes,
    segmentation_dimensions,
    segmentation_shapes,
)
from .dtypes import Array, is_finite, is_float, to_float32, type_name
from .keys import pyannet_parameters, resnet_parameters
from .layout import contract_names, torch_layout
from .metadata import NetworkMetadata
from .weight_file import EMBEDDING, SEGMENTATION, WeightFile, network_file, read_weight_file

if TYPE_CHECKING:
    from whisper_diarize.nn import CamPlusPlusNetwork, EmbeddingNetwork, SegmentationNetwork

Dimensions = TypeVar("Dimensions", PyanNetDimensions, ResNetDimensions, CamPlusPlusDimensions)


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The tensors of one network: all that the contract wants and no others, with its names and layout.

    They have the type that the file has; `float32` widens them.
    """

    tensors: Mapping[str, Array]
    metadata: NetworkMetadata

    def float32(self) -> dict[str, NDArray[np.float32]]:
        """Return the tensors in float32."""
        return {name: to_float32(tensor) for name, tensor in self.tensors.items()}


@dataclass(frozen=True, slots=True, eq=False)
class SegmentationWeights(Weights):
    """Those of a PyanNet."""

    dimensions: PyanNetDimensions


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddingWeights(Weights):
    """Those of a WeSpeaker ResNet-34 or a CAM++."""

    dimensions: EmbeddingDimensions


def load_segmentation(path: str | Path) -> SegmentationNetwork:
    """Load a PyanNet from a weight file (.safetensors, .npz, or torch's), or from a model's directory.

    Raises:
        ModelError: the file cannot be read; WeightMismatchError: its tensors are not a PyanNet's.
    """
    return make_segmentation(segmentation_weights(network_file(Path(path), SEGMENTATION)))


def load_embedding(path: str | Path) -> EmbeddingNetwork | CamPlusPlusNetwork:
    """Load a WeSpeaker ResNet-34 or a CAM++ from a weight file (.safetensors, .npz, or torch's), or from a directory.

    Raises:
        ModelError: the file cannot be read; WeightMismatchError: its tensors are not such a network's.
    """
    return make_embedding(embedding_weights(network_file(Path(path), EMBEDDING)))


def segmentation_weights(path: Path) -> SegmentationWeights:
    """Read the weights of a PyanNet.

    Raises:
        ModelError: as `load_segmentation`.
    """
    return _segmentation_weights(path, read_weight_file(path))


def embedding_weights(path: Path) -> EmbeddingWeights:
    """Read the weights of a WeSpeaker ResNet-34 or a CAM++: the contents of the file decide which.

    Raises:
        ModelError: as `load_embedding`.
    """
    return _embedding_weights(path, read_weight_file(path))


def network_weights(path: Path) -> SegmentationWeights | EmbeddingWeights:
    """Read the weights of any network: the contents of the file decide which.

    Raises:
        ModelError: as `load_segmentation`, or it holds neither.
    """
    file = read_weight_file(path)
    names = contract_names(str(path), file.tensors)
    if "classifier.weight" in names:
        return _segmentation_weights(path, file)
    if "resnet.conv1.weight" in names or _is_campplus(names):
        return _embedding_weights(path, file)
    raise ModelError(
        f"{path}: neither a segmentation model nor an embedding model: no 'classifier.weight', "
        f"no 'resnet.conv1.weight', no '{FIRST}'"
    )


def make_segmentation(weights: SegmentationWeights) -> SegmentationNetwork:
    """Make a network of its weights."""
    from whisper_diarize.nn import SegmentationNetwork  # noqa: PLC0415  it imports MLX

    with np.errstate(all="ignore"):  # what comes of extreme weights is checked next
        parameters = pyannet_parameters(weights.float32(), weights.dimensions)
    return SegmentationNetwork(weights.dimensions, _usable("segmentation", parameters))


def make_embedding(weights: EmbeddingWeights) -> EmbeddingNetwork | CamPlusPlusNetwork:
    """Make a network of its weights."""
    from whisper_diarize.nn import CamPlusPlusNetwork, EmbeddingNetwork  # noqa: PLC0415  it imports MLX

    dimensions = weights.dimensions
    with np.errstate(all="ignore"):  # as above
        if isinstance(dimensions, CamPlusPlusDimensions):
            parameters = campplus_parameters(weights.float32(), dimensions)
            return CamPlusPlusNetwork(dimensions, _usable("embedding", parameters))
        parameters = resnet_parameters(weights.float32())
    return EmbeddingNetwork(dimensions, _usable("embedding", parameters))


def _usable(kind: str, parameters: dict[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """Return the parameters of a network if it can compute with them."""
    for name, parameter in parameters.items():
        if not np.isfinite(parameter).all():
            raise ModelError(f"the {kind} network's {name} is too large to compute with; its file is damaged")
    return parameters


def _segmentation_weights(path: Path, file: WeightFile) -> SegmentationWeights:
    dimensions, tensors = _fit(path, file, segmentation_dimensions, segmentation_shapes)
    return SegmentationWeights(tensors, file.metadata, dimensions)


def _embedding_weights(path: Path, file: WeightFile) -> EmbeddingWeights:
    if _is_campplus(file.tensors):
        campplus, tensors = _fit(path, file, campplus_dimensions, campplus_shapes)
        return EmbeddingWeights(tensors, file.metadata, campplus)
    resnet, tensors = _fit(path, file, embedding_dimensions, embedding_shapes)
    return EmbeddingWeights(tensors, file.metadata, resnet)


def _is_campplus(names: Container[str]) -> bool:
    """Tell a CAM++ by its first layer or its last, so that a file that lacks the other is told what it lacks."""
    return FIRST in names or LAST in names


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
        if not is_finite(tensor):
            raise ModelError(f"{path}: {name} has numbers that are not finite in float32; the file is damaged")
        if name.endswith(".running_var") and to_float32(tensor).min() < 0:
            raise ModelError(f"{path}: {name} has negative numbers, which no variance is; the file is damaged")
    return dimensions, {name: tensors[name] for name in expected}

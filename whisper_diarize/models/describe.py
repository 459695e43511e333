"""Description of a model as data: its layers, parameters, types and settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from math import prod
from pathlib import Path

from whisper_diarize.dimensions import CamPlusPlusDimensions, EmbeddingDimensions, PyanNetDimensions
from whisper_diarize.weights import (
    Array,
    EmbeddingWeights,
    SegmentationWeights,
    Shape,
    Weights,
    network_weights,
    segmentation_weights,
    type_name,
)

from .classes import classes_from_metadata, describe_classes
from .config import ModelConfig
from .embedding import own_weights
from .files import ModelFiles, find_files
from .model import model_config, model_plda

STATISTICS = (".running_mean", ".running_var")  # counted from the data, not trained


@dataclass(frozen=True, slots=True)
class Layer:
    """One tensor: its name and shape as its authors have them, and how many trained numbers it holds."""

    name: str
    shape: Shape
    num_parameters: int


@dataclass(frozen=True, slots=True)
class Block:
    """The tensors of one part of a network: `sincnet`, `lstm`, `layer1`..."""

    name: str
    layers: tuple[Layer, ...]

    @property
    def num_parameters(self) -> int:
        """Number of trained parameters."""
        return sum(layer.num_parameters for layer in self.layers)


@dataclass(frozen=True, slots=True)
class NetworkDescription:
    """One network, as its file has it.

    `dtypes`: the types of the numbers there. `duration`: the segmentation's window in seconds. `classes`: what its
    classes mean, in words. Both are None for an embedding, and where nothing says it. Of an architecture that a plugin
    knows, there is the name alone.
    """

    path: Path
    architecture: str
    dimensions: PyanNetDimensions | EmbeddingDimensions | None = None
    dtypes: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    duration: float | None = None
    classes: str | None = None

    @property
    def num_parameters(self) -> int:
        """Number of trained parameters."""
        return sum(block.num_parameters for block in self.blocks)


@dataclass(frozen=True, slots=True)
class ModelDescription:
    """A model, or one network of it: missing parts are None.

    `config` has the licence, the clustering and the rest. `plda`: the lengths of a voice vector before and after the
    PLDA's transform.
    """

    segmentation: NetworkDescription | None = None
    embedding: NetworkDescription | None = None
    config: ModelConfig | None = None
    plda: tuple[int, int] | None = None


def describe(source: str | Path | ModelFiles) -> ModelDescription:
    """Describe the model in a folder, the one that some files are, or the network in one weight file.

    Raises:
        ModelError: the files cannot be read, or do not belong to such a model.
    """
    source = Path(source) if isinstance(source, str) else source
    if isinstance(source, Path) and not source.is_dir():
        return _file(source)
    files = source if isinstance(source, ModelFiles) else find_files(source)
    segmentation = segmentation_weights(files.segmentation)
    embedding = own_weights(files) if files.config.has_own_embedding else None
    config = model_config(files, segmentation)
    plda = model_plda(files, lambda: None if embedding is None else embedding.dimensions.dim)
    classes = describe_classes(config.max_speakers_per_chunk, config.max_speakers_per_frame)
    return ModelDescription(
        _segmentation(files.segmentation, segmentation, config.duration, classes),
        _embedding(files.embedding, embedding, config.embedding_architecture),
        config,
        None if plda is None else plda.lda.shape,
    )


def _file(path: Path) -> ModelDescription:
    """Describe a network from its file."""
    weights = network_weights(path)
    if isinstance(weights, EmbeddingWeights):
        return ModelDescription(embedding=_embedding(path, weights))
    known = classes_from_metadata(str(path), weights.metadata, weights.dimensions.num_classes)
    classes = None if known is None else describe_classes(*known)
    return ModelDescription(segmentation=_segmentation(path, weights, weights.metadata.duration, classes))


def _segmentation(
    path: Path, weights: SegmentationWeights, duration: float | None, classes: str | None
) -> NetworkDescription:
    blocks = _blocks(weights.tensors, "")
    return NetworkDescription(path, "PyanNet", weights.dimensions, _types(weights), blocks, duration, classes)


def _embedding(path: Path, weights: EmbeddingWeights | None, architecture: str = "") -> NetworkDescription:
    if weights is None:
        return NetworkDescription(path, architecture)
    campplus = isinstance(weights.dimensions, CamPlusPlusDimensions)
    architecture, prefix = ("CAM++", "xvector.") if campplus else ("WeSpeaker ResNet-34", "resnet.")
    return NetworkDescription(path, architecture, weights.dimensions, _types(weights), _blocks(weights.tensors, prefix))


def _types(weights: Weights) -> tuple[str, ...]:
    return tuple(sorted({type_name(tensor) for tensor in weights.tensors.values()}))


def _blocks(tensors: Mapping[str, Array], prefix: str) -> tuple[Block, ...]:
    """Group tensors, which have the contract's order, by the first part of their names after `prefix`."""
    layers = [Layer(name, tensor.shape, _num_parameters(name, tensor.shape)) for name, tensor in tensors.items()]
    groups = groupby(layers, key=lambda layer: layer.name.removeprefix(prefix).split(".")[0])
    return tuple(Block(name, tuple(group)) for name, group in groups)


def _num_parameters(name: str, shape: Shape) -> int:
    return 0 if name.endswith(STATISTICS) else prod(shape)

"""Weights: what a file must hold, strict loading, conversion, and the model that comes with the package.

MLX is imported with the first network that is made or named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .config import ModelConfig, read_config
from .convert import convert
from .describe import Block, Layer, ModelDescription, NetworkDescription, describe
from .files import ModelFiles, find_files
from .load import (
    BUNDLED,
    Model,
    bundled_directory,
    load_embedding,
    load_files,
    load_segmentation,
    model_config,
    network_weights,
    segmentation_weights,
)
from .resolve import load_model, resolve

if TYPE_CHECKING:
    from .networks import EmbeddingNetwork, SegmentationNetwork

__all__ = [
    "BUNDLED",
    "Block",
    "EmbeddingNetwork",
    "Layer",
    "Model",
    "ModelConfig",
    "ModelDescription",
    "ModelFiles",
    "NetworkDescription",
    "SegmentationNetwork",
    "bundled_directory",
    "convert",
    "describe",
    "find_files",
    "load_embedding",
    "load_files",
    "load_model",
    "load_segmentation",
    "model_config",
    "network_weights",
    "read_config",
    "resolve",
    "segmentation_weights",
]


def __getattr__(name: str) -> object:
    if name not in ("EmbeddingNetwork", "SegmentationNetwork"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import networks  # noqa: PLC0415  it imports MLX

    return getattr(networks, name)

"""Weights: what a file must hold, strict loading, conversion, and the model that comes with the package."""

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
from .networks import EmbeddingNetwork, SegmentationNetwork
from .resolve import load_model, resolve

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

"""Weights: what a file must hold, strict loading, and the model that comes with the package."""

from .config import ModelConfig, read_config
from .load import BUNDLED, Model, bundled_directory, load_embedding, load_files, load_model, load_segmentation
from .networks import EmbeddingNetwork, SegmentationNetwork
from .resolve import resolve

__all__ = [
    "BUNDLED",
    "EmbeddingNetwork",
    "Model",
    "ModelConfig",
    "SegmentationNetwork",
    "bundled_directory",
    "load_embedding",
    "load_files",
    "load_model",
    "load_segmentation",
    "read_config",
    "resolve",
]

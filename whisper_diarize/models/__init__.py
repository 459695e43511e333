"""Diarization models: their names, their files here and on the hub, how they are to be used, and how right they are.

Nothing here imports MLX, or asks the hub, before a network or a download is wanted.
"""

from . import fetch
from .catalogue import AUTO, BUNDLED, HUB_MODELS, NamedModel
from .config import ModelConfig, read_config
from .convert import convert
from .describe import Block, Layer, ModelDescription, NetworkDescription, describe
from .files import ModelFiles, bundled_directory, find_files
from .model import Model, load_files, model_config
from .resolve import load_model, on_hub, resolve

__all__ = [
    "AUTO",
    "BUNDLED",
    "HUB_MODELS",
    "Block",
    "Layer",
    "Model",
    "ModelConfig",
    "ModelDescription",
    "ModelFiles",
    "NamedModel",
    "NetworkDescription",
    "bundled_directory",
    "convert",
    "describe",
    "fetch",
    "find_files",
    "load_files",
    "load_model",
    "model_config",
    "on_hub",
    "read_config",
    "resolve",
]

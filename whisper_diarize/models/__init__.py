"""Diarization models: their files here and elsewhere, how they are to be used, and how right they are.

Nothing here imports MLX, or asks the hub, before a network or a download is wanted.
"""

from . import fetch
from .config import ModelConfig, read_config
from .convert import convert
from .describe import Block, Layer, ModelDescription, NetworkDescription, describe
from .fetch import check_description
from .files import ModelFiles, bundled_directory, find_files
from .model import Model, load_files, model_config
from .resolve import find_named, load_model, resolve

__all__ = [
    "Block",
    "Layer",
    "Model",
    "ModelConfig",
    "ModelDescription",
    "ModelFiles",
    "NetworkDescription",
    "bundled_directory",
    "check_description",
    "convert",
    "describe",
    "fetch",
    "find_files",
    "find_named",
    "load_files",
    "load_model",
    "model_config",
    "read_config",
    "resolve",
]

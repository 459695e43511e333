"""Weights: files of several formats, read without running code, and the tensors in them, checked before a network runs.

MLX is imported when the first network is made.
"""

from .contract import Shape
from .dtypes import Array, is_float, to_float32, type_name
from .load import (
    EmbeddingWeights,
    SegmentationWeights,
    Weights,
    embedding_weights,
    load_embedding,
    load_segmentation,
    make_embedding,
    make_segmentation,
    network_weights,
    segmentation_weights,
)
from .messages import brief, first_line, reading
from .metadata import MAX_SECONDS, MAX_SPEAKERS, NetworkMetadata, to_safetensors_metadata
from .plda import PLDA_FILE, PLDA_TRANSFORM_FILE, plda_files, read_plda
from .weight_file import (
    EMBEDDING,
    SEGMENTATION,
    SUFFIXES,
    array_header,
    check_shape,
    find_weights,
    network_file,
    read_weight_file,
)

__all__ = [
    "EMBEDDING",
    "MAX_SECONDS",
    "MAX_SPEAKERS",
    "PLDA_FILE",
    "PLDA_TRANSFORM_FILE",
    "SEGMENTATION",
    "SUFFIXES",
    "Array",
    "EmbeddingWeights",
    "NetworkMetadata",
    "SegmentationWeights",
    "Shape",
    "Weights",
    "array_header",
    "brief",
    "check_shape",
    "embedding_weights",
    "find_weights",
    "first_line",
    "is_float",
    "load_embedding",
    "load_segmentation",
    "make_embedding",
    "make_segmentation",
    "network_file",
    "network_weights",
    "plda_files",
    "read_plda",
    "read_weight_file",
    "reading",
    "segmentation_weights",
    "to_float32",
    "to_safetensors_metadata",
    "type_name",
]

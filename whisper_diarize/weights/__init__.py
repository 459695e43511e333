"""Weights: files of several formats, read without running code, and the tensors in them, checked before a network runs.

MLX is imported when the first network is made.
"""

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
from .weight_file import EMBEDDING, SEGMENTATION, SUFFIXES, network_file

__all__ = [
    "EMBEDDING",
    "SEGMENTATION",
    "SUFFIXES",
    "EmbeddingWeights",
    "SegmentationWeights",
    "Weights",
    "embedding_weights",
    "load_embedding",
    "load_segmentation",
    "make_embedding",
    "make_segmentation",
    "network_file",
    "network_weights",
    "segmentation_weights",
]

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save as as_bytes
from safetensors.numpy import save_file

from whisper_diarize.nn import PyanNetDimensions, ResNetDimensions
from whisper_diarize.weights.contract import embedding_shapes, segmentation_shapes

Tensors = dict[str, np.ndarray]


def random_tensors(shapes: dict[str, tuple[int, ...]]) -> Tensors:
    rng = np.random.default_rng(0)
    return {name: rng.uniform(0.1, 0.2, shape).astype(np.float32) for name, shape in shapes.items()}


@pytest.fixture
def segmentation() -> Tensors:
    """The tensors of a small PyanNet."""
    return random_tensors(segmentation_shapes(PyanNetDimensions(num_classes=7, num_lstm_layers=1)))


@pytest.fixture
def embedding() -> Tensors:
    """The tensors of a small ResNet."""
    return random_tensors(embedding_shapes(ResNetDimensions(width=2, dim=5)))


@pytest.fixture
def model_files(segmentation: Tensors, embedding: Tensors) -> dict[str, bytes]:
    """The files of a small model of our layout."""
    return {
        "config.json": json.dumps({"name": "test", "clustering_threshold": 0.7}).encode(),
        "segmentation.safetensors": as_bytes(segmentation),
        "embedding.safetensors": as_bytes(embedding),
    }


@pytest.fixture
def save(tmp_path: Path) -> Callable[[Tensors], Path]:
    """Write tensors to a file."""

    def write(tensors: Tensors) -> Path:
        path = tmp_path / "weights.safetensors"
        save_file({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}, path)
        return path

    return write

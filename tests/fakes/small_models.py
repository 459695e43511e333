"""A small model as fixtures: its tensors, its files, and a pipeline of pyannote.audio around it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save as as_bytes
from safetensors.numpy import save_file

from whisper_diarize.nn import CamPlusPlusDimensions, PyanNetDimensions, ResNetDimensions
from whisper_diarize.weights.campplus import campplus_shapes
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


SMALL_CAMPPLUS = CamPlusPlusDimensions(2, 8, 2, 6, 3, (2, 1, 1), 5)


@pytest.fixture
def campplus() -> Tensors:
    """The tensors of a small CAM++."""
    return random_tensors(campplus_shapes(SMALL_CAMPPLUS))


@pytest.fixture
def model_files(segmentation: Tensors, embedding: Tensors) -> dict[str, bytes]:
    """The files of a small model of our layout."""
    return {
        "config.json": json.dumps({"name": "test", "clustering_threshold": 0.7}).encode(),
        "segmentation.safetensors": as_bytes(segmentation),
        "embedding.safetensors": as_bytes(embedding),
    }


@pytest.fixture
def plda() -> Tensors:
    """The arrays of a PLDA for the vectors of the small ResNet."""
    return random_tensors({"mean1": (5,), "mean2": (3,), "lda": (5, 3), "mu": (3,), "tr": (3, 3), "psi": (3,)})


VBX = """
pipeline:
  name: pyannote.audio.pipelines.SpeakerDiarization
  params:
    clustering: VBxClustering
    segmentation: $model/segmentation
    segmentation_batch_size: 32
    embedding: $model/embedding
    embedding_batch_size: 32
    embedding_exclude_overlap: true
    plda: $model/plda
params:
  clustering: {threshold: 0.6, Fa: 0.07, Fb: 0.8}
  segmentation: {min_duration_off: 0.25}
"""


@pytest.fixture
def pipeline(tmp_path: Path, segmentation: Tensors, embedding: Tensors, plda: dict[str, Any]) -> Path:
    """A pipeline's folder as pyannote publishes it."""
    import torch

    folder = tmp_path / "some-pipeline"
    for name, tensors in (("segmentation", segmentation), ("embedding", embedding)):
        (folder / name).mkdir(parents=True)
        state = {key: torch.from_numpy(tensor) for key, tensor in tensors.items()}
        torch.save({"state_dict": state}, folder / name / "pytorch_model.bin")
    (folder / "plda").mkdir()
    np.savez(folder / "plda" / "xvec_transform.npz", **{name: plda[name] for name in ("mean1", "mean2", "lda")})
    np.savez(folder / "plda" / "plda.npz", **{name: plda[name] for name in ("mu", "tr", "psi")})
    (folder / "config.yaml").write_text(VBX)
    return folder


@pytest.fixture
def save(tmp_path: Path) -> Callable[[Tensors], Path]:
    """Write tensors to a file."""

    def write(tensors: Tensors) -> Path:
        path = tmp_path / "weights.safetensors"
        save_file({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}, path)
        return path

    return write


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Callable[..., type]:
    """Make a class of a library that is not installed."""

    def make(module: str, name: str, base: type = object) -> type:
        made = type(name, (base,), {"__module__": module})
        parts = module.split(".")
        for depth in range(1, len(parts) + 1):
            stub = ".".join(parts[:depth])
            if stub not in sys.modules:
                monkeypatch.setitem(sys.modules, stub, ModuleType(stub))
        monkeypatch.setattr(sys.modules[module], name, made, raising=False)
        return made

    return make

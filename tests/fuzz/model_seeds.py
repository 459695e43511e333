"""Small models of every layout that is read: the contents of their files by name."""

from __future__ import annotations

import functools
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from safetensors.numpy import load, save

from tests.fakes.random_whisper import TINIEST, write_random_whisper
from tests.fakes.small_models import SMALL_CAMPPLUS, VBX, Tensors, random_tensors
from whisper_diarize.models import bundled_directory, find_files
from whisper_diarize.models.accuracy import settings
from whisper_diarize.models.model import fingerprint
from whisper_diarize.nn import PyanNetDimensions, ResNetDimensions
from whisper_diarize.weights.campplus import campplus_shapes
from whisper_diarize.weights.contract import embedding_shapes, segmentation_shapes
from whisper_diarize.weights.plda import MODEL


@dataclass(frozen=True, slots=True)
class Special:
    """A file that is not what it seems: a pipe, a folder, a link to `target`, or `size` bytes after `start`."""

    kind: Literal["pipe", "folder", "link", "sparse"]
    target: str = ""
    size: int = 0
    start: bytes = b""


Files = dict[str, "bytes | Special"]
CONFIG = {"name": "test", "clustering_threshold": 0.7, "duration": 10.0, "step": 1.0, "licence": "MIT"}
DESCRIPTION = {"duration": 5.0, "speakers": 3, "at_once": 2}


@functools.cache
def segmentation() -> Tensors:
    """Return the tensors of a small PyanNet."""
    return random_tensors(segmentation_shapes(PyanNetDimensions(num_classes=7, num_lstm_layers=1, lstm_size=8)))


@functools.cache
def embedding() -> Tensors:
    """Return the tensors of a small ResNet."""
    return random_tensors(embedding_shapes(ResNetDimensions(width=2, dim=5)))


@functools.cache
def campplus() -> Tensors:
    """Return the tensors of a small CAM++."""
    return random_tensors(campplus_shapes(SMALL_CAMPPLUS))


def ours(parts: Mapping[str, Tensors]) -> Files:
    """Return a model in our own layout."""
    metadata = {"whisper_diarize": json.dumps(DESCRIPTION)}
    files: Files = {
        "config.json": json.dumps(CONFIG).encode(),
        "segmentation.safetensors": save(parts["segmentation"], metadata),
        "embedding.safetensors": save(parts["embedding"]),
    }
    return files | {"accuracy.json": _figures()}


@functools.cache
def _figures() -> bytes:
    """Return figures that were measured with the undamaged model, as its file says."""
    values = json.loads((bundled_directory() / "accuracy.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        both = {"segmentation": segmentation(), "embedding": embedding()}
        for part, tensors in both.items():
            metadata = {"whisper_diarize": json.dumps(DESCRIPTION)} if part == "segmentation" else None
            (Path(folder) / f"{part}.safetensors").write_bytes(save(tensors, metadata))
        (Path(folder) / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
        files = find_files(Path(folder))
        values |= {"weights": fingerprint(files), "settings": settings(files)}
    return json.dumps(values).encode()


def arrays(parts: Mapping[str, Tensors]) -> Files:
    """Return a model whose weights are archives of NumPy."""
    weights: Files = {f"{part}.npz": npz(tensors) for part, tensors in parts.items()}
    return {"config.json": json.dumps(CONFIG).encode(), **weights}


def pipeline(parts: Mapping[str, Tensors]) -> Files:
    """Return a pipeline as pyannote publishes it, with checkpoints of torch and a PLDA."""
    weights: Files = {f"{part}/pytorch_model.bin": checkpoint(parts[part]) for part in ("segmentation", "embedding")}
    plda = parts["plda"]
    return weights | {
        "config.yaml": VBX.encode(),
        "plda/xvec_transform.npz": npz({name: array for name, array in plda.items() if name not in MODEL}),
        "plda/plda.npz": npz({name: array for name, array in plda.items() if name in MODEL}),
    }


def with_campplus(parts: Mapping[str, Tensors]) -> Files:
    """Return a model of our layout with the checkpoint of a CAM++, under the name that it is published with."""
    return {
        "config.json": json.dumps(CONFIG).encode(),
        "segmentation.safetensors": save(parts["segmentation"]),
        "embedding/campplus_cn_en_common.pt": checkpoint(parts["embedding"]),
    }


@functools.cache
def whisper(suffix: str) -> Files:
    """Return a random Whisper with weights as .safetensors or .npz, or quantized ones."""
    with tempfile.TemporaryDirectory() as folder:
        if suffix == "quantized":
            write_random_whisper(Path(folder), n_audio_state=32, n_text_state=32)
            _quantize(Path(folder))
        else:
            write_random_whisper(Path(folder), suffix)
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


@functools.cache
def whisper_tensors(suffix: str) -> Tensors:
    """Return the tensors of such a Whisper."""
    name, data = next((name, data) for name, data in whisper(suffix).items() if name.startswith("weights"))
    assert isinstance(data, bytes)
    if name.endswith(".npz"):
        with np.load(io.BytesIO(data)) as arrays:
            return dict(arrays)
    return load(data)


def _quantize(folder: Path) -> None:
    import mlx.core as mx  # after the BLAS
    from mlx import nn
    from mlx.utils import tree_flatten, tree_unflatten
    from mlx_whisper.whisper import ModelDimensions, Whisper

    dims = TINIEST | {"n_audio_state": 32, "n_text_state": 32}
    model = Whisper(ModelDimensions(**dims), mx.float32)
    weights = mx.load(str(folder / "weights.safetensors"))
    model.update(tree_unflatten(list(weights.items())))  # type: ignore[union-attr]  # a dict, of this suffix
    nn.quantize(model, group_size=32, bits=4)
    mx.save_safetensors(str(folder / "weights.safetensors"), dict(tree_flatten(model.parameters())))
    (folder / "config.json").write_text(
        json.dumps(dims | {"quantization": {"group_size": 32, "bits": 4}}), encoding="utf-8"
    )


def parts(layout: str) -> dict[str, Tensors]:
    """Return the tensors of both networks, and the PLDA of a pipeline."""
    plda = random_tensors({"mean1": (5,), "mean2": (3,), "lda": (5, 3), "mu": (3,), "tr": (3, 3), "psi": (3,)})
    voices = campplus() if layout == "campplus" else embedding()
    networks = {"segmentation": dict(segmentation()), "embedding": dict(voices)}
    return networks | ({"plda": plda} if layout == "pipeline" else {})


LAYOUTS: dict[str, Callable[[Mapping[str, Tensors]], Files]] = {
    "ours": ours,
    "npz": arrays,
    "pipeline": pipeline,
    "campplus": with_campplus,
}
WHISPERS = ("safetensors", "npz", "quantized")


def npz(tensors: Tensors) -> bytes:
    """Return an archive of NumPy."""
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **tensors)
    return file.getvalue()


def checkpoint(tensors: Tensors) -> bytes:
    """Return a file as torch writes it."""
    file = io.BytesIO()
    torch.save({"state_dict": {name: torch.from_numpy(tensor) for name, tensor in tensors.items()}}, file)
    return file.getvalue()


def members(data: bytes) -> dict[str, bytes]:
    """Return the members of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(contents: Mapping[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """Return a zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()

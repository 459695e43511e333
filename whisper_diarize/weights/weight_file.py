"""Read a file of weights, whichever of the known formats it has."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import safetensors
from safetensors import SafetensorError

from whisper_diarize.errors import ModelError

from .checkpoint import read_checkpoint
from .dtypes import SAFETENSORS, Array
from .messages import first_line
from .metadata import NetworkMetadata, checkpoint_metadata, safetensors_metadata

SEGMENTATION, EMBEDDING = "segmentation", "embedding"
CHECKPOINTS = (".bin", ".ckpt", ".pt", ".pth")  # what torch and Lightning call theirs
SUFFIXES = (".safetensors", ".bin", ".ckpt", ".npz", ".pt", ".pth")  # the first that is there is taken
MAX_BYTES = 2**32  # an .npz may be compressed, and so claim to be larger than memory


@dataclass(frozen=True, slots=True, eq=False)
class WeightFile:
    """The tensors of a file, as they are stored, and its metadata."""

    tensors: Mapping[str, Array]
    metadata: NetworkMetadata


def read_weight_file(path: Path) -> WeightFile:
    """Read a .safetensors, .npz, .bin, .ckpt, .pt or .pth file; no code in it is run.

    Raises:
        ModelError: it cannot be read, or it states that its network is one that we do not have.
    """
    if path.suffix in CHECKPOINTS:
        tensors, contents = read_checkpoint(path)
        return WeightFile(tensors, checkpoint_metadata(str(path), contents))
    if path.suffix == ".safetensors":
        return _safetensors(path)
    if path.suffix == ".npz":
        return WeightFile(read_npz(path), NetworkMetadata())
    raise ModelError(f"{path}: the weights cannot be read: no known kind of file; known are {', '.join(SUFFIXES)}")


def network_file(path: Path, part: str) -> Path:
    """Return the weight file of a model's `segmentation` or `embedding`; `path` is the file itself, or a folder.

    Raises:
        ModelError: the folder has none.
    """
    return find_weights(path / part) if path.is_dir() else path


def find_weights(stem: Path) -> Path:
    """Return the file `STEM.safetensors`, `STEM.bin`..., or the one in the folder STEM."""
    for suffix in SUFFIXES:
        beside = stem.with_name(stem.name + suffix)
        if beside.is_file():
            return beside
    for suffix in SUFFIXES:
        inside = sorted(path for path in stem.glob(f"*{suffix}") if path.is_file())
        if len(inside) > 1:
            raise ModelError(f"{stem}: which of {', '.join(path.name for path in inside)} is it? keep one")
        if inside:
            return inside[0]
    raise ModelError(
        f"{stem.parent}: the model lacks its {stem.name}: there is no {stem.name}{SUFFIXES[0]}, and no folder "
        f"{stem.name} with a weight file ({', '.join(SUFFIXES)})"
    )


def read_npz(path: Path) -> dict[str, Array]:
    """Return the arrays of an .npz file.

    Raises:
        ModelError: it cannot be read, or holds Python objects, which could run code.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_BYTES:
                raise ModelError(f"{path}: the arrays cannot be read: they are larger than {MAX_BYTES >> 30} GiB")
        with np.load(path, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (OSError, EOFError, ValueError, RuntimeError, MemoryError, zipfile.BadZipFile, zlib.error) as exc:
        raise ModelError(f"{path}: the arrays cannot be read: {first_line(exc)}") from exc


def _safetensors(path: Path) -> WeightFile:
    try:
        data = path.read_bytes()
        stored = safetensors.deserialize(data)  # type: ignore[no-untyped-call]
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    except (OSError, SafetensorError) as exc:
        raise ModelError(f"{path}: the weights cannot be read: {first_line(exc)}") from exc
    unknown = {name: tensor["dtype"] for name, tensor in stored if tensor["dtype"] not in SAFETENSORS}
    if unknown:
        name, kind = next(iter(unknown.items()))
        raise ModelError(f"{path}: the weights cannot be read: {name} is of type {kind}; convert it to F32")
    tensors = {
        name: np.frombuffer(tensor["data"], SAFETENSORS[tensor["dtype"]]).reshape(tensor["shape"])
        for name, tensor in stored
    }
    return WeightFile(tensors, safetensors_metadata(str(path), header.get("__metadata__") or {}))

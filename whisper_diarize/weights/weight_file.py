"""Read a file of weights, whichever of the known formats it has."""

from __future__ import annotations

import json
import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import safetensors

from whisper_diarize.errors import ModelError

from .checkpoint import read_checkpoint
from .dtypes import SAFETENSORS, Array
from .messages import check_file, reading
from .metadata import NetworkMetadata, checkpoint_metadata, safetensors_metadata

SEGMENTATION, EMBEDDING = "segmentation", "embedding"
CHECKPOINTS = (".bin", ".ckpt", ".pt", ".pth")  # what torch and Lightning call theirs
SUFFIXES = (".safetensors", ".bin", ".ckpt", ".npz", ".pt", ".pth")  # the first that is there is taken
MAX_BYTES = 2**28  # of a file, or of all arrays in an .npz, which may be compressed; pyannote's largest has 27 MB
MAX_HEADER = 2**20  # bytes of a .safetensors file's; that of a network has 20 thousand
MAX_AXES = 8


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
    with reading(path, "the weights"):
        if path.suffix in SUFFIXES:
            check_file(path, MAX_BYTES)
        return _read(path)


def _read(path: Path) -> WeightFile:
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
    with reading(path, "the arrays"):
        check_file(path, MAX_BYTES)
        return _npz(path)


def _npz(path: Path) -> dict[str, Array]:
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_BYTES:
            raise ModelError(f"{path}: the arrays cannot be read: they are larger than {MAX_BYTES >> 20} MiB")
        return {member.filename.removesuffix(".npy"): _array(archive, member) for member in archive.infolist()}


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Array:
    """Read an array, whose header must say the size that it has: NumPy would believe any."""
    with archive.open(member) as file:
        shape, by_columns, dtype = array_header(file, member)
        return np.frombuffer(file.read(), dtype).reshape(shape, order="F" if by_columns else "C")


def array_header(
    file: IO[bytes], member: zipfile.ZipInfo, most: int = MAX_BYTES
) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Read the header of an array in an .npz: its shape, whether it lies by columns, and its type.

    Raises:
        ValueError: it holds Python objects, an impossible shape, or other bytes than its shape needs.
    """
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, by_columns, dtype = read(file)
    check_shape(member.filename, shape, most)
    if dtype.hasobject:
        raise ValueError(f"Object arrays cannot be loaded: {member.filename[:100]} is one")
    size = member.file_size - file.tell()
    if size != math.prod(shape) * dtype.itemsize:
        raise ValueError(f"{member.filename[:100]} has {size} bytes, which is not what its shape needs")
    return shape, by_columns, dtype


def check_shape(name: str, shape: Sequence[int], most: int = MAX_BYTES) -> None:
    """Raise ValueError if an axis is empty or longer than `most`, or if there are too many."""
    if len(shape) > MAX_AXES or any(not 0 < length <= most for length in shape):
        raise ValueError(f"{name[:100]} has a shape that no weights have")


def _safetensors(path: Path) -> WeightFile:
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    if size > MAX_HEADER:
        raise ModelError(f"{path}: the weights cannot be read: it is no .safetensors file: its header has {size} bytes")
    stored = safetensors.deserialize(data)  # type: ignore[no-untyped-call]
    header = json.loads(data[8 : 8 + size])
    for name, tensor in stored:
        check_shape(name, tensor["shape"])
    unknown = {name: tensor["dtype"] for name, tensor in stored if tensor["dtype"] not in SAFETENSORS}
    if unknown:
        name, kind = next(iter(unknown.items()))
        raise ModelError(f"{path}: the weights cannot be read: {name[:100]} is of type {kind}; convert it to F32")
    tensors = {
        name: np.frombuffer(tensor["data"], SAFETENSORS[tensor["dtype"]]).reshape(tensor["shape"])
        for name, tensor in stored
    }
    return WeightFile(tensors, safetensors_metadata(str(path), header.get("__metadata__") or {}))

"""Checks of a Whisper model's folder before MLX opens it: MLX believes what files say of themselves, and may crash."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import safetensors

from whisper_diarize.errors import ModelError
from whisper_diarize.weights import array_header, check_shape

MAX_CONFIG = 2**16  # bytes
MAX_HEADER = 2**23  # bytes of a .safetensors file's; that of large-v3 has 150 thousand
MAX_BYTES = 2**34  # of all arrays; large-v3 in float32 has 6.2 GB

# for each number of the configuration: the smallest and the largest; large-v3 has 128, 1500, 1280, 20, 32, 51866, 448
LIMITS = {
    "n_mels": (1, 256),
    "n_audio_ctx": (1, 1500),
    "n_audio_state": (1, 4096),
    "n_audio_head": (1, 128),
    "n_audio_layer": (1, 64),
    "n_vocab": (50_000, 60_000),
    "n_text_ctx": (1, 2048),
    "n_text_state": (1, 4096),
    "n_text_head": (1, 128),
    "n_text_layer": (1, 64),
}
QUANTIZATION = {"group_size": (32, 64, 128), "bits": (2, 3, 4, 5, 6, 8), "mode": ("affine",)}


# Any: values of JSON
def check_folder(config: Path, weights: Path) -> dict[str, Any]:
    """Return the configuration, once the numbers in it and the headers of the weights are found possible.

    Raises:
        ModelError: they are not, or cannot be read.
    """
    try:
        values = _config(config)
    except (OSError, ValueError, RecursionError) as exc:
        raise ModelError(f"{config}: it cannot be read ({exc!s:.200}); copy or download the model again") from exc
    _check_values(config, values)
    try:
        _check_npz(weights) if weights.suffix == ".npz" else _check_safetensors(weights)
    except Exception as exc:  # whatever a hostile file does to its readers
        raise ModelError(f"{weights}: it cannot be read ({exc!s:.200}); copy or download the model again") from exc
    return values


def _config(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        data = file.read(MAX_CONFIG + 1)
    if len(data) > MAX_CONFIG:
        raise ValueError(f"it has more than {MAX_CONFIG >> 10} KiB")
    values = json.loads(data.decode())
    if not isinstance(values, dict):
        raise ModelError(f"{path}: this is not the configuration of a Whisper model")
    return values


def _check_values(path: Path, values: Mapping[str, Any]) -> None:
    for name, (low, high) in LIMITS.items():
        if name in values and not (type(values[name]) is int and low <= values[name] <= high):
            raise ModelError(
                f"{path}: this is not the configuration of a Whisper model: "
                f"{name} must be a whole number from {low} to {high}"
            )
    for state, head in (("n_audio_state", "n_audio_head"), ("n_text_state", "n_text_head")):
        if state in values and head in values and values[state] % values[head]:
            raise ModelError(f"{path}: this is not the configuration of a Whisper model: {head} do not share {state}")
    quantization = values.get("quantization")
    if quantization is None:
        return
    if not isinstance(quantization, dict) or any(
        name not in QUANTIZATION or isinstance(value, dict | list) or value not in QUANTIZATION[name]
        for name, value in quantization.items()
    ):
        raise ModelError(f"{path}: this is not the configuration of a Whisper model: its quantization is not known")


def _check_safetensors(path: Path) -> None:
    """Raise an error if a header claims what the file does not have; no tensor is read."""
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
    if size > MAX_HEADER:
        raise ValueError(f"it is no .safetensors file: its header has {size} bytes")
    with safetensors.safe_open(path, framework="numpy") as tensors:  # it checks that the offsets fit the shapes
        for name in tensors.keys():  # noqa: SIM118  it is no mapping
            check_shape(name, tensors.get_slice(name).get_shape(), MAX_BYTES)


def _check_npz(path: Path) -> None:
    """Raise an error if an array's header claims what the file does not have; no array is read."""
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.compress_type != zipfile.ZIP_STORED and member.file_size > MAX_HEADER:
                raise ValueError(f"{member.filename[:100]} is compressed")
            with archive.open(member) as file:
                array_header(file, member, MAX_BYTES)

"""Write models in our own layout: tensors that no code must be run for, under the names and shapes of the contract."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from whisper_diarize.errors import ExportError, ModelError
from whisper_diarize.files import write_atomically
from whisper_diarize.weights import (
    PLDA_FILE,
    PLDA_TRANSFORM_FILE,
    NetworkMetadata,
    network_weights,
    plda_files,
    segmentation_weights,
    to_safetensors_metadata,
)

from .embedding import own_weights
from .files import CONFIG_FILE, EMBEDDING_FILE, PLDA, SEGMENTATION_FILE, ModelFiles, find_files
from .model import model_config, model_plda

Floats = NDArray[np.float32]
FloatType = Literal["float32", "float16"]
SUFFIX = ".safetensors"
# edges in Hz: float16 would move them by up to 2 Hz, and that alone changes up to 7 % of the frames of a recording
KEPT = "sincnet.conv1d.0.filterbank."


def convert(
    source: str | Path | ModelFiles, destination: str | Path, *, dtype: FloatType = "float32", force: bool = False
) -> None:
    """Write a model's folder, or a single network's file, in our layout.

    Args:
        source: a folder with a model, its files, or one weight file.
        destination: the folder for a model; for one weight file, a .safetensors file.
        dtype: of the weights; in float32 the networks have the same parameters to the last bit. float16 is not for the
            edges of SincNet's filters, which stay in float32.
        force: write although the destination exists.

    Raises:
        ModelError: the source is not a model, or a weight is too large for float16.
        ExportError: the destination is there already, or cannot be written.
    """
    source, destination = Path(source) if isinstance(source, str) else source, Path(destination)
    if isinstance(source, Path) and not source.is_dir():
        _convert_file(source, destination, dtype, force=force)
        return
    if not force and destination.exists() and (not destination.is_dir() or any(destination.iterdir())):
        raise ExportError(f"{destination}: is there already; choose another destination, or say --force")
    contents = _model(source if isinstance(source, ModelFiles) else find_files(source), dtype)
    try:
        for stale in (CONFIG_FILE, f"{PLDA}/{PLDA_TRANSFORM_FILE}", f"{PLDA}/{PLDA_FILE}"):
            (destination / stale).unlink(missing_ok=True)
    except OSError as exc:
        raise ExportError(f"{destination}: cannot be written: {exc.strerror or exc}") from exc
    for name, content in contents.items():
        write_atomically(destination / name, content)


def _convert_file(source: Path, destination: Path, dtype: FloatType, *, force: bool) -> None:
    if destination.suffix != SUFFIX:
        raise ExportError(f"{destination}: the weights of {source.name} become one file; its name must end in {SUFFIX}")
    if destination.exists() and not force:
        raise ExportError(f"{destination}: is there already; choose another destination, or say --force")
    weights = network_weights(source)
    write_atomically(destination, _tensors(source, weights.float32(), weights.metadata, dtype))


def _model(files: ModelFiles, dtype: FloatType) -> dict[str, bytes | str]:
    """Return the contents of a model's folder; the description last: a folder without it is no model."""
    if not files.config.has_own_embedding:
        raise ModelError(
            f"{files.embedding}: its architecture, {files.config.embedding_architecture}, is known to a plugin alone; "
            "convert the segmentation by itself, and copy this file"
        )
    segmentation, embedding = segmentation_weights(files.segmentation), own_weights(files)
    config = dataclasses.asdict(model_config(files, segmentation))
    plda = model_plda(files, lambda: embedding.dimensions.dim)
    parameters = {} if plda is None else plda_files(dataclasses.asdict(plda))
    return {
        SEGMENTATION_FILE: _tensors(files.segmentation, segmentation.float32(), segmentation.metadata, dtype),
        EMBEDDING_FILE: _tensors(files.embedding, embedding.float32(), embedding.metadata, dtype),
        **{f"{PLDA}/{name}": content for name, content in parameters.items()},
        CONFIG_FILE: json.dumps(config, indent=2, ensure_ascii=False) + "\n",
    }


def _tensors(source: Path, tensors: Mapping[str, Floats], metadata: NetworkMetadata, dtype: FloatType) -> bytes:
    """Return the contents of a .safetensors file."""
    cast = {name: np.ascontiguousarray(_cast(source, name, tensor, dtype)) for name, tensor in tensors.items()}
    return save(dict(sorted(cast.items())), to_safetensors_metadata(metadata))


def _cast(source: Path, name: str, tensor: Floats, dtype: FloatType) -> NDArray[np.floating]:
    if name.startswith(KEPT):
        return tensor
    with np.errstate(over="ignore"):
        cast = tensor.astype(dtype)
    if not np.array_equal(np.isfinite(cast), np.isfinite(tensor)):
        raise ModelError(f"{source}: {name} reaches {np.abs(tensor).max():g}, too much for {dtype}; choose float32")
    return cast

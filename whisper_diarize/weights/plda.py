"""Read the two files of a PLDA. Source of the format: pyannote.audio 4.0.7 utils/vbx.py, vbx_setup (Apache-2.0)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.errors import ModelError

from .dtypes import Array
from .weight_file import read_npz

Doubles = NDArray[np.float64]

PLDA_TRANSFORM_FILE, PLDA_FILE = "xvec_transform.npz", "plda.npz"
TRANSFORM, MODEL = ("mean1", "mean2", "lda"), ("mu", "tr", "psi")


def read_plda(transform: Path, model: Path, dim: int | None) -> dict[str, Doubles]:
    """Read the parameters of a `clustering.Plda`: the transform of vectors of length `dim`, and the model of the rest.

    With a `dim` of None, the length is that of the transform.

    Raises:
        ModelError: a file cannot be read, or its arrays do not fit each other or the vectors.
    """
    arrays = _arrays(transform, TRANSFORM) | _arrays(model, MODEL)
    lengths = arrays["lda"].shape or (0,)
    reduced, dim = lengths[-1], lengths[0] if dim is None else dim
    expected = {
        "mean1": (dim,),
        "mean2": (reduced,),
        "lda": (dim, reduced),
        "mu": (reduced,),
        "tr": (reduced, reduced),
        "psi": (reduced,),
    }
    for name, shape in expected.items():
        if arrays[name].shape != shape:
            path = transform if name in TRANSFORM else model
            raise ModelError(
                f"{path}: the PLDA does not fit: {name} must be of shape {shape} for voice vectors of length {dim}, "
                f"but is {arrays[name].shape}"
            )
    return arrays


def plda_files(parameters: Mapping[str, Doubles]) -> dict[str, bytes]:
    """Return the contents of the two files by name, for the PLDA that `read_plda` returns."""
    return {
        PLDA_TRANSFORM_FILE: _npz({name: parameters[name] for name in TRANSFORM}),
        PLDA_FILE: _npz({name: parameters[name] for name in MODEL}),
    }


def _arrays(path: Path, names: tuple[str, ...]) -> dict[str, Doubles]:
    arrays = read_npz(path)
    missing = [name for name in names if name not in arrays]
    if missing:
        raise ModelError(f"{path}: the PLDA lacks {', '.join(missing)}")
    return {name: _numbers(path, name, arrays[name]) for name in names}


def _numbers(path: Path, name: str, array: Array) -> Doubles:
    if array.dtype.kind != "f" or not np.isfinite(array).all():
        raise ModelError(f"{path}: the PLDA's {name} must be finite numbers")
    return array.astype(np.float64)


def _npz(arrays: dict[str, Doubles]) -> bytes:
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()

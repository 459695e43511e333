"""Types of stored numbers, by the names that file formats give them; bfloat16, which NumPy lacks, included."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# Any: arrays of whatever type a file has
Array = NDArray[Any]

BFLOAT16: np.dtype[Any] = np.dtype(
    [("bfloat16", "<u2")]
)  # the upper half of a float32, kept as it is until it is widened

SAFETENSORS: dict[str, np.dtype[Any]] = {
    "F64": np.dtype("<f8"),
    "F32": np.dtype("<f4"),
    "F16": np.dtype("<f2"),
    "BF16": BFLOAT16,
    "I64": np.dtype("<i8"),
    "I32": np.dtype("<i4"),
    "I16": np.dtype("<i2"),
    "I8": np.dtype("<i1"),
    "U8": np.dtype("<u1"),
    "BOOL": np.dtype(bool),
}
TORCH: dict[str, np.dtype[Any]] = {
    "torch DoubleStorage": np.dtype("<f8"),
    "torch FloatStorage": np.dtype("<f4"),
    "torch HalfStorage": np.dtype("<f2"),
    "torch BFloat16Storage": BFLOAT16,
    "torch LongStorage": np.dtype("<i8"),
    "torch IntStorage": np.dtype("<i4"),
    "torch ShortStorage": np.dtype("<i2"),
    "torch CharStorage": np.dtype("<i1"),
    "torch ByteStorage": np.dtype("<u1"),
    "torch BoolStorage": np.dtype(bool),
}


def type_name(array: Array) -> str:
    """Name the type: `float32`, `bfloat16`..."""
    return "bfloat16" if array.dtype == BFLOAT16 else array.dtype.newbyteorder("=").name


def is_float(array: Array) -> bool:
    """Tell whether these can be weights."""
    return array.dtype == BFLOAT16 or array.dtype.kind == "f"


def to_float32(array: Array) -> NDArray[np.float32]:
    """Return the same numbers in float32."""
    if array.dtype == BFLOAT16:
        return (array["bfloat16"].astype(np.uint32) << 16).view(np.float32)
    return array.astype(np.float32)


def is_finite(array: Array) -> bool:
    """Tell whether all numbers are finite in float32."""
    with np.errstate(over="ignore"):
        return bool(np.isfinite(to_float32(array)).all())

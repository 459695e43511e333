"""Facts about the machine: the device, its BLAS, the versions, and the precision of its products."""

from __future__ import annotations

import contextlib
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import mlx.core as mx
import numpy as np

from whisper_diarize.blas import fast_blas

from .limits import ROUNDED_PRODUCT

PACKAGES = ("mlx", "numpy", "scipy")
PRODUCT_SIZE = 512
KERNEL = 5


@dataclass(frozen=True, slots=True)
class Machine:
    """`device` is `cpu` or `gpu`; `product_error`: relative, of a matrix product or a convolution on it, in float32."""

    system: str
    processor: str
    cores: int
    device: str
    device_name: str
    blas: str
    product_error: float
    versions: Mapping[str, str]

    @property
    def rounded(self) -> bool:
        """True if it rounds factors to fewer bits than float32 has."""
        return self.product_error > ROUNDED_PRODUCT


def describe_machine() -> Machine:
    """Look, and measure the precision of products."""
    device = mx.default_device()
    on_cpu = device == mx.Device(mx.cpu)
    versions = {name: version(name) for name in PACKAGES}
    return Machine(
        system=f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        processor=_name(mx.Device(mx.cpu)) or platform.processor() or platform.machine(),
        cores=os.cpu_count() or 1,
        device="cpu" if on_cpu else "gpu",
        device_name=_name(device) or platform.processor() or platform.machine(),
        blas=_blas() if on_cpu else "the GPU's own kernels",
        product_error=product_error(),
        versions=versions,
    )


@contextlib.contextmanager
def on_cpu() -> Iterator[None]:
    """Compute on the CPU while the block runs."""
    before = mx.default_device()
    mx.set_default_device(mx.Device(mx.cpu))
    try:
        yield
    finally:
        mx.set_default_device(before)


def product_error() -> float:
    """Measure the difference of a product in float32 from one in float64, as a share of its size."""
    rng = np.random.default_rng(0)
    left, right = rng.standard_normal((2, PRODUCT_SIZE, PRODUCT_SIZE)).astype(np.float32)
    kernel = rng.standard_normal((PRODUCT_SIZE, KERNEL, 1)).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(left[0], KERNEL).astype(np.float64)
    product = np.array(mx.array(left) @ mx.array(right))
    convolved = np.array(mx.conv1d(mx.array(left[:1, :, None]), mx.array(kernel)))[0]
    exact = left.astype(np.float64) @ right.astype(np.float64)
    return max(_error(product, exact), _error(convolved, frames @ kernel[..., 0].T.astype(np.float64)))


def _error(found: np.ndarray[Any, Any], exact: np.ndarray[Any, Any]) -> float:  # Any: of any shape and type
    return float(np.linalg.norm(found - exact) / np.linalg.norm(exact))


def _name(device: mx.Device) -> str:
    """Return MLX's name of a device; older versions know their GPU only."""
    if hasattr(mx, "device_info"):
        return str(mx.device_info(device).get("device_name", ""))
    if device == mx.Device(mx.gpu) and mx.metal.is_available():
        return str(mx.metal.device_info().get("device_name", ""))
    return ""


def _blas() -> str:
    """Name the library that multiplies on the CPU."""
    if sys.platform == "darwin":
        return "Accelerate"
    library = fast_blas()
    return f"MKL of {library}" if library else "the one that MLX comes with"

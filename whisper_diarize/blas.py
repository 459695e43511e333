"""A fast matrix product for MLX on Linux, borrowed from a library that is installed anyway.

The mlx-cpu wheel links netlib's reference BLAS (some 5 GFLOP/s). mlx-whisper depends on torch, whose `libtorch_cpu.so`
exports MKL's `sgemm`; loaded into the global symbol scope before MLX is, it is the one that MLX binds. torch itself is
not imported. Wanting this is optional: where it cannot be had, results are the same and take longer.

`WHISPER_DIARIZE_BLAS=off` in the environment leaves MLX as it is; `auto` is the default.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import importlib.util
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

logger = logging.getLogger(__name__)

SWITCH = "WHISPER_DIARIZE_BLAS"

_PLAIN, _TURNED, _ONE, _ZERO = ctypes.c_char(b"N"), ctypes.c_char(b"T"), ctypes.c_float(1), ctypes.c_float(0)

_loaded: list[Path] = []
_entering = threading.Lock()
_restoring: list[Callable[[], object]] = []  # one for each thread in `one_thread`


def load_fast_blas() -> Path | None:
    """Make the next first import of `mlx.core` use a fast BLAS, if one is at hand; return the library, else None.

    Does nothing where it is not needed (not Linux), too late (MLX is loaded already) or not wanted (the switch).
    """
    if sys.platform != "linux" or "mlx.core" in sys.modules:
        return None
    wanted = os.environ.get(SWITCH, "auto").strip().lower()
    if wanted == "off":
        return None
    if wanted != "auto":
        logger.warning("%s is '%s', which is neither 'auto' nor 'off'; taken as 'auto'", SWITCH, wanted)
    library = _torch_library()
    if library is None:
        logger.info("no fast BLAS at hand: MLX uses its own")
        return None
    try:
        ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)
    except OSError as exc:
        logger.info("%s cannot be loaded (%s): MLX uses its own BLAS", library, exc)
        return None
    logger.info("MLX uses the BLAS of %s", library)
    _loaded.append(library)
    return library


def fast_blas() -> Path | None:
    """Return the library whose BLAS `load_fast_blas` made MLX use, if it did."""
    return _loaded[-1] if _loaded else None


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Let each matrix product use one thread while the block runs, if it is MKL that computes it.

    Products too small to be worth sharing wait for the slowest thread: where other programs want the cores as well,
    they took 15 times longer than on one thread. Threads may be in the block at the same time: the last to leave
    restores what the first one found.
    """
    symbols = ctypes.CDLL(None)
    try:
        set_threads, get_threads = symbols.mkl_serv_set_num_threads, symbols.mkl_serv_get_max_threads
    except AttributeError:
        yield
        return
    with _entering:
        if not _restoring:
            _restoring.append(functools.partial(set_threads, get_threads()))
            set_threads(1)
        else:
            _restoring.append(_restoring[0])
    try:
        yield
    finally:
        with _entering:
            restore = _restoring.pop()
            if not _restoring:
                restore()


def fixed_product(
    left: Floats, right: Floats, product: Floats, *, add: bool = False, turned: bool = False
) -> Callable[[], None]:
    """Set up a call that writes `left @ right` to `product` each time it is made; the matrices stay where they are.

    With `add` it is added to what is there; with `turned` it is `left @ right.T`. For products so small that setting
    one up takes as long as computing it, and for those that are better done in place. Needs a fast BLAS; rows must be
    contiguous, but may lie apart, and the caller keeps the matrices alive.
    """
    (rows, inner), columns = left.shape, product.shape[1]
    # Fortran's matrices are ours turned, so that its right @ left is our left @ right
    pitches = [max(matrix.strides[0] // matrix.itemsize, matrix.shape[1]) for matrix in (right, left, product)]
    sizes = (ctypes.c_int * 6)(columns, rows, inner, *pitches)
    m, n, k, right_pitch, left_pitch, product_pitch = (ctypes.byref(sizes, 4 * place) for place in range(6))
    right_, left_, product_ = (
        ctypes.c_void_p(matrix.__array_interface__["data"][0]) for matrix in (right, left, product)
    )
    order, plain = ctypes.byref(_TURNED if turned else _PLAIN), ctypes.byref(_PLAIN)
    one, other = ctypes.byref(_ONE), ctypes.byref(_ONE if add else _ZERO)
    factors = (right_, right_pitch, left_, left_pitch)
    return functools.partial(_sgemm(), order, plain, m, n, k, one, *factors, other, product_, product_pitch)


@functools.cache
def _sgemm() -> Callable[..., None]:
    sgemm = ctypes.CDLL(None).sgemm_
    sgemm.restype = None
    return sgemm


def _torch_library() -> Path | None:
    """Find torch's library without importing torch."""
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return None
    library = Path(spec.origin).parent / "lib" / "libtorch_cpu.so"
    return library if library.is_file() else None

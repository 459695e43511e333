"""The choice between NumPy with a borrowed BLAS and MLX, made here for all layers, and the memory that NumPy needs."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

import mlx.core as mx
import numpy as np
from numpy.typing import NDArray

from whisper_diarize.blas import fast_blas

Floats = NDArray[np.float32]
Form = TypeVar("Form")
Result = TypeVar("Result")
Layer = Callable[..., Result]

MAX_WORKSPACES = 16  # a ResNet wants 8

_own = threading.local()


def uses_numpy_backend() -> bool:
    """Tell whether there is a fast BLAS to call, and MLX would compute on the CPU."""
    return fast_blas() is not None and mx.default_device() == mx.Device(mx.cpu)


def enter(x: mx.array | Floats) -> mx.array | Floats:
    """Return the array as NumPy's where kernels compute, and as it is where MLX does."""
    return as_numpy(x) if uses_numpy_backend() else x


def with_kernel(kernel: Callable[..., Result], *, enters: bool = False) -> Callable[[Layer[Result]], Layer[Result]]:
    """Decorate a layer's equation, which is MLX's: where the layer gets NumPy's array, `kernel` computes it.

    With `enters`, MLX's array becomes NumPy's first wherever kernels compute. `kernel` has the equation's arguments.
    """

    def decorate(equation: Layer[Result]) -> Layer[Result]:
        @functools.wraps(equation)
        def call(layer: object, x: mx.array | Floats, *others: object) -> Result:
            given = enter(x) if enters and isinstance(x, mx.array) else x
            return (equation if isinstance(given, mx.array) else kernel)(layer, given, *others)

        return call

    return decorate


def as_numpy(x: mx.array | Floats) -> Floats:
    """Return the array itself, seen by NumPy, once it is computed: both share their memory."""
    return np.array(x, copy=False)


def as_mlx(x: mx.array | Floats) -> mx.array:
    """Return MLX's array as it is, NumPy's as a copy."""
    return x if isinstance(x, mx.array) else mx.array(x)


def workspace(use: object, *shapes: tuple[int, ...]) -> list[Floats]:
    """Return arrays that this thread keeps for the next call with the same `use` and shapes; first they are zeros.

    Memory that is new costs more to get than to fill.
    """
    made: dict[object, list[Floats]] = vars(_own).setdefault("workspaces", {})
    if (use, shapes) not in made:
        if len(made) == MAX_WORKSPACES:
            made.clear()
        made[use, shapes] = [np.zeros(shape, np.float32) for shape in shapes]
    return made[use, shapes]


class CachedForm(Generic[Form]):
    """Parameters in the form that a kernel wants, made when they are first used, and again when they were replaced."""

    def __init__(self, prepare: Callable[..., Form]) -> None:
        self._prepare = prepare
        self._made: tuple[tuple[mx.array, ...], Form] | None = None

    def __call__(self, *parameters: mx.array) -> Form:
        """Return the form; two threads may both make it, and use either."""
        made = self._made
        if made is None or any(old is not new for old, new in zip(made[0], parameters, strict=True)):
            made = parameters, self._prepare(*map(as_numpy, parameters))
            self._made = made
        return made[1]

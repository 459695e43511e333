"""Random weights of any network, the same for the script that makes goldens (torch) and the tests that read them (MLX).

Each tensor depends on its name, its shape and a seed only, so both sides make the same ones without a file.
"""

import math
import zlib
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

# name's ending -> lowest and highest value; the first that fits
RANGES: tuple[tuple[str, float, float], ...] = (
    ("low_hz_", 30.0, 5000.0),
    ("band_hz_", 20.0, 1500.0),
    ("running_mean", -0.1, 0.1),
    ("running_var", 0.5, 2.0),
    ("bias", -0.1, 0.1),
)
LSTM_SCALE = 3.0  # torch's own range dies out in four layers: hardly anything would depend on the input
SCALE = math.sqrt(3.0)  # with uniform values, a layer then keeps the variance of its input


def random_tensors(shapes: Mapping[str, Iterable[int]], seed: int) -> dict[str, NDArray[np.float32]]:
    """Return a float32 tensor for each name and shape."""
    return {name: _random(name, tuple(shape), seed) for name, shape in shapes.items()}


def _random(name: str, shape: tuple[int, ...], seed: int) -> NDArray[np.float32]:
    low, high = _range(name, shape)
    values = np.random.default_rng([seed, zlib.crc32(name.encode())]).random(shape)
    return (low + (high - low) * values).astype(np.float32)


def _range(name: str, shape: tuple[int, ...]) -> tuple[float, float]:
    for ending, low, high in RANGES:
        if name.endswith(ending):
            return low, high
    if len(shape) == 1:  # the scale of a norm
        return 0.5, 1.5
    scale = LSTM_SCALE if name.startswith("lstm.") else SCALE
    bound = scale / math.sqrt(math.prod(shape[1:]))
    return -bound, bound

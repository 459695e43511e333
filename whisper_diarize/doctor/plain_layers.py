"""The settings and inputs of a stage in NumPy, and the layers that both embedding networks have.

See `plain`: no constant or table comes from the code under test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .filterbank import RIGHT as RIGHT_FILTERBANK
from .filterbank import Settings

Array = NDArray[Any]  # Any: float32 comes in, float64 goes out
Tensors = Mapping[str, Array]

POOL_EPSILON = 1e-8  # pyannote's
ALL_FRAMES, SEGMENT = "all frames", "segment"
CONTEXT = frozenset({ALL_FRAMES, SEGMENT})
IN_REVERSE, FORWARD, NOT_TURNED_BACK = "in reverse", "forward", "not turned back"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Arithmetic of the stages; the defaults are right.

    `backward` says how the second direction of an LSTM goes through time.

    Of CAM++: `dilation` replaces that of a block; `context` is what its masks look at, the last segment being as long
    as the others (`whole_segments`) if it is filled up with zeros; `dense_relu` follows the last layer. The frames of a
    speaker are `cut` out, and the mean that is taken is theirs, not `mean_of_window`.
    """

    slope: float = 0.01
    absolute: bool = True
    wave_norm: bool = True
    backward: str = IN_REVERSE
    batch_norm_epsilon: float = 1e-5
    shortcut: bool = True
    last_relu: bool = True
    filterbank: Settings = RIGHT_FILTERBANK
    unbiased: bool = True
    deviation: bool = True
    channels_first: bool = True
    dilation: int | None = None
    context: frozenset[str] = CONTEXT
    whole_segments: bool = False
    masked: bool = True
    dense_relu: bool = False
    cut: bool = True
    mean_of_window: bool = False


RIGHT = Arithmetic()


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """Inputs of a stage: the stage before (or the samples), the weights, and for pooling the masks."""

    x: Array
    tensors: Tensors
    masks: Array | None = None


def batch_norm(x: Array, tensors: Tensors, norm: str, how: Arithmetic) -> Array:
    """Bring (..., channels) through a batch norm, which may have no weight and no bias."""
    mean, variance = (tensors[f"{norm}.running_{kind}"].astype(np.float64) for kind in ("mean", "var"))
    y = (x - mean) / np.sqrt(variance + how.batch_norm_epsilon)
    return np.asarray(y * tensors[f"{norm}.weight"] + tensors[f"{norm}.bias"] if f"{norm}.weight" in tensors else y)


def residual_block(stage: str, given: Given, how: Arithmetic, strides: tuple[int, int]) -> Array:
    """Return two convolutions of an image, added to it, or to a third convolution of it."""
    x, tensors = given.x, given.tensors
    y = np.maximum(conv_norm(x, tensors, (f"{stage}.conv1", f"{stage}.bn1"), how, strides), 0)
    y = conv_norm(y, tensors, (f"{stage}.conv2", f"{stage}.bn2"), how)
    if how.shortcut:
        names = (f"{stage}.shortcut.0", f"{stage}.shortcut.1")
        y = y + (conv_norm(x, tensors, names, how, strides) if f"{names[0]}.weight" in tensors else x)
    return np.maximum(y, 0) if how.last_relu else y


def conv_norm(
    x: Array, tensors: Tensors, names: tuple[str, str], how: Arithmetic, strides: tuple[int, int] = (1, 1)
) -> Array:
    """Convolve an image, (batch, frames, bins, channels), then bring it through a batch norm."""
    conv, norm = names
    return batch_norm(_conv2d(x, tensors[f"{conv}.weight"].astype(np.float64), strides), tensors, norm, how)


def _conv2d(x: Array, kernel: Array, strides: tuple[int, int]) -> Array:
    """Convolve an image; `kernel`: (out, in, bins, frames); strides are those over frames and bins."""
    size, (along, across) = kernel.shape[2], strides
    border = size // 2
    padded = np.pad(x, ((0, 0), (border, border), (border, border), (0, 0)))
    frames, bins = -(-x.shape[1] // along), -(-x.shape[2] // across)
    output = np.zeros((len(x), frames, bins, len(kernel)))
    for frame in range(size):
        for bin_ in range(size):
            shifted = padded[:, frame : frame + x.shape[1] : along, bin_ : bin_ + x.shape[2] : across]
            output += shifted @ kernel[:, :, bin_, frame].T
    return output


def statistics(frames: Array, masks: Array | None, how: Arithmetic) -> Array:
    """Return means and deviations of each speaker's frames: (batch, speakers, 2 * channels)."""
    weights = nearest(np.ones((len(frames), 1, 1)) if masks is None else masks.astype(np.float64), frames.shape[1])
    total = weights.sum(axis=-1, keepdims=True) + POOL_EPSILON
    mean = weights @ frames / total
    lost = (weights**2).sum(axis=-1, keepdims=True) / total - POOL_EPSILON if how.unbiased else 0.0
    squares = [
        (w[:, None] @ (frames - m[:, None]) ** 2)[:, 0] for w, m in zip(_each(weights), _each(mean), strict=True)
    ]
    variance = np.stack(squares, axis=1) / (total - lost)
    return np.concatenate([mean, np.sqrt(variance) if how.deviation else variance], axis=-1)


def nearest(masks: Array, frames: int) -> Array:
    """Stretch (batch, speakers, mask_frames) to so many frames, each taking the nearest one before."""
    return np.asarray(masks[..., np.arange(frames) * masks.shape[-1] // frames])


def _each(array: Array) -> Iterator[Array]:
    """Yield (batch, ...) for each speaker of (batch, speakers, ...)."""
    return iter(array.swapaxes(0, 1))

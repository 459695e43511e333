"""Every stage of the networks once more, in NumPy and float64, straight from a weight file.

No constant or table comes from the code under test. A stage that differs from the recording is judged by it: the side
that agrees with it, ours or the recording, is right about these weights. Computed with one thing wrong on purpose
(`Arithmetic`), it says which mistake gives what was found. Tensors have the names and the layout of pyannote.audio's
state dicts, and of 3D-Speaker's; arrays are (batch, time, channels), images (batch, frames, bins, channels).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.special import expit

from .filterbank import SAMPLE_RATE, log_mel
from .plain_campplus import head, is_campplus, tensors_of_campplus, voices, xvector
from .plain_layers import (
    FORWARD,
    IN_REVERSE,
    RIGHT,
    Arithmetic,
    Array,
    Given,
    Tensors,
    conv_norm,
    residual_block,
    statistics,
)

KERNEL_SAMPLES, STRIDE_SAMPLES = 251, 10  # pyannote.audio 4.0.7 models/blocks/sincnet.py
MIN_LOW_HZ, MIN_BAND_HZ = 50.0, 50.0  # asteroid-filterbanks 0.4 param_sinc_fb.py
INSTANCE_NORM_EPSILON = 1e-5  # torch's default
POOL_FRAMES = 3


def compute(stage: str, given: Given, how: Arithmetic = RIGHT) -> Array:
    """Compute a stage, named as in `SegmentationNetwork.stages` or `EmbeddingNetwork.stages`."""
    part = next(part for prefix, part in _PARTS if stage.startswith(prefix))
    return part(stage, Given(given.x.astype(np.float64), given.tensors, given.masks), how)


def tensors_of(stage: str, tensors: Tensors) -> dict[str, Array]:
    """Return the tensors that a stage alone uses."""
    if stage.startswith(("head.", "xvector.", "voices")):
        return tensors_of_campplus(stage, tensors)
    prefix, _, layer = stage.removesuffix(".conv").partition(".")
    endings: tuple[str, ...] = ("",)
    if stage == "sincnet.filters":
        prefixes: tuple[str, ...] = ("sincnet.conv1d.0.",)
    elif prefix == "sincnet":
        prefixes = (f"sincnet.{'conv1d' if stage.endswith('conv') else 'norm1d'}.{layer}.",)
    elif prefix == "lstm":
        prefixes, endings = ("lstm.",), (f"_l{layer}", f"_l{layer}_reverse")
    else:
        prefixes = ("resnet.conv1.", "resnet.bn1.") if stage == "resnet.conv1" else (f"{stage}.",)
    return {name: tensor for name, tensor in tensors.items() if name.startswith(prefixes) and name.endswith(endings)}


def _sincnet(stage: str, given: Given, how: Arithmetic) -> Array:
    """Return the filters, the output of a convolution, or that of its block."""
    x, tensors, layer = given.x, given.tensors, stage.split(".")[1]
    if layer == "filters":
        return _filters(tensors)
    if stage == "sincnet.0.conv":
        waves = _instance_norm(x[..., None], tensors, "sincnet.wav_norm1d") if how.wave_norm else x[..., None]
        return _conv1d(waves, _filters(tensors)[:, None], STRIDE_SAMPLES)
    if stage.endswith(".conv"):
        convolved = _conv1d(x, tensors[f"sincnet.conv1d.{layer}.weight"])
        return np.asarray(convolved + tensors[f"sincnet.conv1d.{layer}.bias"])
    pooled = _max_pool(np.abs(x) if layer == "0" and how.absolute else x)
    return _leaky(_instance_norm(pooled, tensors, f"sincnet.norm1d.{layer}"), how)


def _filters(tensors: Tensors) -> Array:
    """Return the sinc filters: (80, 251)."""
    low_hz, band_hz = (
        tensors[f"sincnet.conv1d.0.filterbank.{name}_"].astype(np.float64) for name in ("low_hz", "band_hz")
    )
    half = KERNEL_SAMPLES // 2
    times = 2 * np.pi * np.arange(-half, 0)[None] / SAMPLE_RATE
    low = MIN_LOW_HZ + np.abs(low_hz)
    high = np.clip(low + MIN_BAND_HZ + np.abs(band_hz), MIN_LOW_HZ, SAMPLE_RATE / 2)
    scale = np.hamming(KERNEL_SAMPLES)[:half] / (times / 2) / (2 * (high - low))
    even = (np.sin(high * times) - np.sin(low * times)) * scale
    odd = (np.cos(low * times) - np.cos(high * times)) * scale
    middle = np.ones((len(low), 1))
    return np.concatenate(
        [
            np.concatenate([even, middle, even[:, ::-1]], axis=1),
            np.concatenate([odd, 0 * middle, -odd[:, ::-1]], axis=1),
        ]
    )


def _conv1d(x: Array, kernel: Array, stride: int = 1) -> Array:
    """Convolve; `kernel`: (out, in, time)."""
    windows = sliding_window_view(x, kernel.shape[2], axis=1)[:, ::stride]  # (batch, frames, in, time)
    return np.asarray(windows.reshape(*windows.shape[:2], -1) @ kernel.reshape(len(kernel), -1).T)


def _instance_norm(x: Array, tensors: Tensors, prefix: str) -> Array:
    scale = tensors[f"{prefix}.weight"] / np.sqrt(x.var(axis=1, keepdims=True) + INSTANCE_NORM_EPSILON)
    return np.asarray((x - x.mean(axis=1, keepdims=True)) * scale + tensors[f"{prefix}.bias"])


def _max_pool(x: Array) -> Array:
    batch, frames, channels = x.shape
    whole = frames // POOL_FRAMES
    return np.asarray(x[:, : whole * POOL_FRAMES].reshape(batch, whole, POOL_FRAMES, channels).max(axis=2))


def _leaky(x: Array, how: Arithmetic) -> Array:
    return np.where(x > 0, x, how.slope * x)


def _linear(stage: str, given: Given, how: Arithmetic) -> Array:
    """Return a linear layer; those that the classifier follows have an activation."""
    weight, bias = given.tensors[f"{stage}.weight"], given.tensors[f"{stage}.bias"]
    y = np.asarray(given.x @ weight.T.astype(np.float64) + bias)
    return _leaky(y, how) if stage.startswith("linear") else y


def _lstm(stage: str, given: Given, how: Arithmetic) -> Array:
    """Run both directions: forward, then backward channels."""
    x, layer = given.x, stage.split(".")[1]
    forward = _direction(x, given.tensors, f"l{layer}")
    backward = _direction(x if how.backward == FORWARD else x[:, ::-1], given.tensors, f"l{layer}_reverse")
    return np.concatenate([forward, backward[:, ::-1] if how.backward == IN_REVERSE else backward], axis=-1)


def _direction(x: Array, tensors: Tensors, ending: str) -> Array:
    """Run one direction; gates are input, forget, cell, output."""
    weight_ih, weight_hh, bias_ih, bias_hh = (
        tensors[f"lstm.{kind}_{ending}"].astype(np.float64) for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    )
    inputs = x @ weight_ih.T + (bias_ih + bias_hh)
    hidden = cell = np.zeros((len(x), weight_hh.shape[1]))
    states = []
    for frame in range(x.shape[1]):
        entering, keeping, candidate, leaving = np.split(inputs[:, frame] + hidden @ weight_hh.T, 4, axis=-1)
        cell = expit(keeping) * cell + expit(entering) * np.tanh(candidate)
        hidden = expit(leaving) * np.tanh(cell)
        states.append(hidden)
    return np.stack(states, axis=1)


def _fbank(_: str, given: Given, how: Arithmetic) -> Array:
    """Compute log-mel features."""
    return log_mel(given.x, how.filterbank, "povey" if is_campplus(given.tensors) else "hamming")


def _trunk(stage: str, given: Given, how: Arithmetic) -> Array:
    """Return the first convolution, or a block."""
    if stage == "resnet.conv1":
        return np.maximum(conv_norm(given.x[..., None], given.tensors, (stage, "resnet.bn1"), how), 0)
    outputs, inputs = given.tensors[f"{stage}.conv1.weight"].shape[:2]
    stride = 1 if outputs == inputs else 2
    return residual_block(stage, given, how, (stride, stride))


def _statistics_pool(_: str, given: Given, how: Arithmetic) -> Array:
    """Return means and deviations of each speaker's frames: (batch, speakers, 2 * channels)."""
    batch, frames, bins, channels = given.x.shape
    ordered = given.x.swapaxes(2, 3) if how.channels_first else given.x
    return statistics(ordered.reshape(batch, frames, channels * bins), given.masks, how)


_PARTS: tuple[tuple[str, Callable[[str, Given, Arithmetic], Array]], ...] = (
    ("sincnet.", _sincnet),
    ("lstm.", _lstm),
    ("linear.", _linear),
    ("classifier", _linear),
    ("fbank", _fbank),
    ("head.", head),
    ("xvector.", xvector),
    ("voices", voices),
    ("resnet.pool", _statistics_pool),
    ("resnet.seg_1", _linear),
    ("resnet.", _trunk),
)

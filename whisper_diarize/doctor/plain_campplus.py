"""The stages of CAM++ in NumPy and float64, straight from a weight file with the names of 3D-Speaker.

Source: Wang et al. 2023, "CAM++: A fast and efficient network for speaker verification using context-aware masking"
(arXiv:2303.00332), figures 1 and 2 and table 1. See `plain`: nothing comes from the code under test.
"""

from __future__ import annotations

import re

import numpy as np
from scipy.special import expit

from .filterbank import log_mel
from .plain_layers import (
    ALL_FRAMES,
    SEGMENT,
    Arithmetic,
    Array,
    Given,
    Tensors,
    batch_norm,
    conv_norm,
    nearest,
    residual_block,
    statistics,
)

HEAD = ("head.conv1", "head.layer1.0", "head.layer1.1", "head.layer2.0", "head.layer2.1", "head.conv2")
DILATIONS = {"block1": 1, "block2": 2, "block3": 2}
SEGMENT_FRAMES = 100
HALVED = (1, 2)  # strides over frames and bins


def is_campplus(tensors: Tensors) -> bool:
    """Tell the tensors of a CAM++ from those of other networks."""
    return "head.conv1.weight" in tensors


def tensors_of_campplus(stage: str, tensors: Tensors) -> dict[str, Array]:
    """Return the tensors that a stage alone uses."""
    norm = stage.replace("conv", "bn") if stage in {"head.conv1", "head.conv2"} else stage
    return {name: tensor for name, tensor in tensors.items() if name.startswith((f"{stage}.", f"{norm}."))}


def head(stage: str, given: Given, how: Arithmetic) -> Array:
    """Return an image, (batch, frames, bins, channels)."""
    x, names = given.x, (stage, stage.replace("conv", "bn"))
    if stage == "head.conv1":
        return np.maximum(conv_norm(x[..., None], given.tensors, names, how), 0)
    if stage == "head.conv2":
        return np.maximum(conv_norm(x, given.tensors, names, how, HALVED), 0)
    return residual_block(stage, given, how, HALVED if stage.endswith(".0") else (1, 1))


def xvector(stage: str, given: Given, how: Arithmetic) -> Array:
    """Return the output of a layer over frames, the statistics, or the vectors of speakers."""
    x, tensors = given.x, given.tensors
    if stage == "xvector.tdnn":
        batch, frames, bins, channels = x.shape
        ordered = x.swapaxes(2, 3) if how.channels_first else x
        y = _conv1d(ordered.reshape(batch, frames, channels * bins), tensors[f"{stage}.linear.weight"])[:, ::2]
        return np.maximum(batch_norm(y, tensors, f"{stage}.nonlinear.batchnorm", how), 0)
    if stage == "xvector.out_nonlinear":
        y = batch_norm(x, tensors, f"{stage}.batchnorm", how)
        return np.maximum(y, 0) if how.last_relu else y
    if stage == "xvector.stats":
        return statistics(x, given.masks, how)
    if stage == "xvector.dense":
        y = batch_norm(_linear(x, tensors, f"{stage}.linear"), tensors, f"{stage}.nonlinear.batchnorm", how)
        return np.maximum(y, 0) if how.dense_relu else y
    if ".transit" in stage:
        return _linear(_norm_relu(x, tensors, f"{stage}.nonlinear", how), tensors, f"{stage}.linear")
    return _dense_layer(stage, given, how)


def voices(_: str, given: Given, how: Arithmetic) -> Array:
    """Return the vector of each speaker from the samples: (batch, speakers, dim)."""
    masks = np.ones((len(given.x), 1, 1)) if given.masks is None else given.masks
    energies = log_mel(given.x, how.filterbank, "povey", centred=False)
    found = [
        [_voice(window, speaker, given.tensors, how) for speaker in speakers]
        for window, speakers in zip(energies, nearest(masks, energies.shape[1]) > 0, strict=True)
    ]
    return np.stack([np.stack(window) for window in found])


def _voice(energies: Array, speaking: Array, tensors: Tensors, how: Arithmetic) -> Array:
    """Return the vector of one speaker: (dim,)."""
    if not speaking.any():
        length = tensors["xvector.dense.linear.weight"].shape[1]
        return np.asarray(xvector("xvector.dense", Given(np.zeros((1, 1, length)), tensors), how)[0, 0])
    mean = energies.mean(axis=0) if how.mean_of_window or not how.cut else energies[speaking].mean(axis=0)
    x = (energies[speaking] if how.cut else energies)[None] - mean
    for stage in HEAD:
        x = head(stage, Given(x, tensors), how)
    for stage in _layers(tensors):
        x = xvector(stage, Given(x, tensors), how)
    pooled = statistics(x, None if how.cut else speaking[None, None], how)
    return np.asarray(xvector("xvector.dense", Given(pooled, tensors), how)[0, 0])


def _layers(tensors: Tensors) -> list[str]:
    """Return the layers over frames in their order, which may not be that of the file."""
    names = {match.group() for name in tensors if (match := re.match(r"xvector\.block\d\.tdnnd\d+", name))}
    found = ["xvector.tdnn"]
    for number in range(1, len(DILATIONS) + 1):
        block = f"xvector.block{number}.tdnnd"
        found += [f"{block}{place}" for place in range(1, sum(name.startswith(block) for name in names) + 1)]
        found.append(f"xvector.transit{number}")
    return [*found, "xvector.out_nonlinear"]


def _dense_layer(stage: str, given: Given, how: Arithmetic) -> Array:
    """Return all channels so far, and those that are made of them."""
    x, tensors = given.x, given.tensors
    y = _linear(_norm_relu(x, tensors, f"{stage}.nonlinear1", how), tensors, f"{stage}.linear1")
    y = _norm_relu(y, tensors, f"{stage}.nonlinear2", how)
    dilation = how.dilation or DILATIONS[stage.split(".")[1]]
    local = _conv1d(y, tensors[f"{stage}.cam_layer.linear_local.weight"], dilation)
    inner = np.maximum(_linear(_context(y, how), tensors, f"{stage}.cam_layer.linear1"), 0)
    mask = expit(_linear(inner, tensors, f"{stage}.cam_layer.linear2")) if how.masked else 1.0
    return np.concatenate([x, local * mask], axis=-1)


def _context(y: Array, how: Arithmetic) -> Array:
    """Return the sum of the mean over all frames and that over a segment, for each frame."""
    context = np.zeros_like(y)
    if ALL_FRAMES in how.context:
        context += y.mean(axis=1, keepdims=True)
    if SEGMENT in how.context:
        for start in range(0, y.shape[1], SEGMENT_FRAMES):
            segment = y[:, start : start + SEGMENT_FRAMES]
            count = SEGMENT_FRAMES if how.whole_segments else segment.shape[1]
            context[:, start : start + SEGMENT_FRAMES] += segment.sum(axis=1, keepdims=True) / count
    return context


def _norm_relu(x: Array, tensors: Tensors, name: str, how: Arithmetic) -> Array:
    return np.maximum(batch_norm(x, tensors, f"{name}.batchnorm", how), 0)


def _linear(x: Array, tensors: Tensors, name: str) -> Array:
    """Multiply by a kernel of one tap, (out, in, 1), and add a bias where there is one."""
    y = x @ tensors[f"{name}.weight"][..., 0].T.astype(np.float64)
    return np.asarray(y + tensors[f"{name}.bias"] if f"{name}.bias" in tensors else y)


def _conv1d(x: Array, kernel: Array, dilation: int = 1) -> Array:
    """Convolve with zeros beyond both ends; `kernel`: (out, in, frames)."""
    taps = kernel.shape[2]
    border = taps // 2 * dilation
    padded = np.pad(x, ((0, 0), (border, border), (0, 0)))
    parts = (
        padded[:, tap * dilation :][:, : x.shape[1]] @ kernel[..., tap].T.astype(np.float64) for tap in range(taps)
    )
    return np.asarray(sum(parts))

"""Bring the tensors of a file to the names and the layout of the contract.

Names: pyannote.audio's own; WeSpeaker's, without `resnet.`; those of MLX ports, which call a shortcut's two layers
`shortcut_conv` and `shortcut_bn`, or `downsample.0` and `.1`. Layouts: torch's (out, in, kernel...), or MLX's, with the
input channels last.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from whisper_diarize.errors import ModelError

from .contract import NOT_WEIGHTS, Shapes
from .dtypes import Array

SPLIT_LSTM = re.compile(r"lstm\.(\d+)\.(\w+)_l0(_reverse)?")  # pyannote's `monolithic: false`: a module for each layer
SHORTCUTS = {".shortcut_conv.": ".shortcut.0.", ".shortcut_bn.": ".shortcut.1.", ".downsample.": ".shortcut."}
TRAINING_HEAD = "projection."  # WeSpeaker keeps the classifier of its training speakers


def contract_names(source: str, tensors: Mapping[str, Array]) -> dict[str, Array]:
    """Return the weights under the names that the contract has for them; unknown names stay as they are.

    Raises:
        ModelError: two tensors get one name.
    """
    weights = {name: tensor for name, tensor in tensors.items() if not name.endswith(NOT_WEIGHTS)}
    bare = "conv1.weight" in weights and "seg_1.weight" in weights
    renamed: dict[str, Array] = {}
    for name, tensor in weights.items():
        if bare and name.startswith(TRAINING_HEAD):
            continue
        target = _renamed(f"resnet.{name}" if bare else name)
        if target in renamed:
            raise ModelError(f"{source}: the weights do not fit the network; {target} is there twice")
        renamed[target] = tensor
    return renamed


def _renamed(name: str) -> str:
    split = SPLIT_LSTM.fullmatch(name)
    if split:
        layer, kind, reverse = split.groups()
        return f"lstm.{kind}_l{layer}{reverse or ''}"
    for theirs, ours in SHORTCUTS.items():
        name = name.replace(theirs, ours)
    return name


def torch_layout(source: str, expected: Shapes, tensors: Mapping[str, Array]) -> dict[str, Array]:
    """Return the tensors in torch's layout.

    A file has one layout, and its kernels whose shape fits only one of both tell which. The kernels that fit both are
    taken to have that one too.

    Raises:
        ModelError: some kernels have one layout and some the other, or every one fits both.
    """
    first, last, either = [], [], []
    for name, shape in expected.items():
        if len(shape) < 3 or name not in tensors:  # noqa: PLR2004 - a kernel: out, in, and at least one more
            continue
        fits_first, fits_last = tensors[name].shape == shape, tensors[name].shape == _channels_last(shape)
        if fits_first and fits_last:
            either += [name] if max(shape[1:]) > 1 else []  # one number an output: both are the same
        elif fits_first:
            first.append(name)
        elif fits_last:
            last.append(name)
    if first and last:
        raise ModelError(f"{source}: {first[0]} has its input channels first, but {last[0]} has them last")
    if either and not first and not last:
        raise ModelError(f"{source}: {either[0]} may have its input channels first or last, and no other kernel tells")
    turned = {name: np.moveaxis(tensors[name], -1, 1) for name in (*last, *(either if last else ()))}
    return {**tensors, **turned}


def _channels_last(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape of the same kernel in MLX's layout."""
    return (shape[0], *shape[2:], shape[1])

"""Names and shapes of the tensors of a CAM++, and how they become the parameters of ours.

Names and layout are those of 3D-Speaker's state dicts (torch layout: out, in, kernel...).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.dimensions import BINS_LEFT, DILATIONS, CamPlusPlusDimensions
from whisper_diarize.errors import ModelError

from .contract import Shape, Shapes, batch_norm_shapes, check_size
from .keys import Tensors, folded_convolutions, folded_norm

MAX_CAMPPLUS = CamPlusPlusDimensions(256, 1024, 256, 1024, 1024, (64, 64, 64), 4096)

FIRST, LAST = "head.conv1.weight", "xvector.dense.linear.weight"
LAYER = re.compile(r"xvector\.block(\d)\.tdnnd\d+\.linear1\.weight")
HEAD_BLOCKS = ("layer1.0", "layer1.1", "layer2.0", "layer2.1")
TAPS, LOCAL_TAPS = 5, 3  # of the first layer over frames, and of the convolutions that are masked


def campplus_dimensions(source: str, shapes: Shapes) -> CamPlusPlusDimensions:
    """Read the dimensions of a CAM++ from its shapes.

    Raises:
        ModelError: they are not those of one at all.
    """
    layer = "xvector.block1.tdnnd1"
    names = (FIRST, "xvector.tdnn.linear.weight", f"{layer}.cam_layer.linear_local.weight", f"{layer}.linear1.weight")
    context, numbers = f"{layer}.cam_layer.linear1.weight", [LAYER.fullmatch(name) for name in shapes]
    for name in (*names, context, LAST):
        if not shapes.get(name):
            raise ModelError(f"{source}: not a CAM++ embedding model: no '{name}'")
    blocks = [match.group(1) for match in numbers if match is not None]
    num_layers = tuple(blocks.count(str(number)) for number in range(1, len(DILATIONS) + 1))
    head, first, growth, bottleneck, inner = (shapes[name][0] for name in (*names, context))
    dimensions = CamPlusPlusDimensions(head, first, growth, bottleneck, inner, num_layers, shapes[LAST][0])
    check_size(source, dimensions, MAX_CAMPPLUS, least=1)
    return dimensions


def campplus_shapes(dimensions: CamPlusPlusDimensions) -> dict[str, Shape]:
    """Return every tensor of a CAM++."""
    return dict([*_head(dimensions.head_channels), *_xvector(dimensions)])


def campplus_parameters(tensors: Tensors, dimensions: CamPlusPlusDimensions) -> dict[str, NDArray[np.float32]]:
    """Return the parameters of a CAM++ by name.

    Each batch norm that follows a layer is folded into it; the others, before a ReLU, become a scale and a shift.
    Kernels (out, in, bins, frames) become (out, frames, bins, in), and those over frames alone (out, frames, in). The
    first of these gets the head's bins before its channels, as they lie in our images.
    """
    head = {name: tensor for name, tensor in tensors.items() if name.startswith("head.")}
    tensors = {name.removeprefix("xvector."): tensor for name, tensor in tensors.items() if name not in head}
    parameters = folded_convolutions(head)
    kernel = tensors["tdnn.linear.weight"]
    kernel = kernel.reshape(len(kernel), -1, BINS_LEFT, TAPS).swapaxes(1, 2).reshape(kernel.shape)
    parameters |= _normed("tdnn", kernel.swapaxes(1, 2), tensors, "tdnn.nonlinear.batchnorm")
    for block, layers in enumerate(dimensions.num_layers, start=1):
        for place in range(layers):
            parameters |= _dense_layer(tensors, f"block{block}.tdnnd{place + 1}", f"block{block}.layers.{place}")
        transit = f"transit{block}"
        parameters |= _scale_shift(tensors, f"{transit}.nonlinear")
        parameters[f"{transit}.linear.weight"] = tensors[f"{transit}.linear.weight"][..., 0]
    parameters |= _scale_shift(tensors, "out_nonlinear")
    return parameters | _normed("dense", tensors["dense.linear.weight"][..., 0], tensors, "dense.nonlinear.batchnorm")


def _head(channels: int) -> Iterator[tuple[str, Shape]]:
    yield from _conv_norm("head.conv1", "head.bn1", (channels, 1, 3, 3))
    for block in HEAD_BLOCKS:
        for place in "12":
            yield from _conv_norm(f"head.{block}.conv{place}", f"head.{block}.bn{place}", (channels, channels, 3, 3))
        if block.endswith(".0"):  # it halves the bins
            yield from _conv_norm(f"head.{block}.shortcut.0", f"head.{block}.shortcut.1", (channels, channels, 1, 1))
    yield from _conv_norm("head.conv2", "head.bn2", (channels, channels, 3, 3))


def _xvector(dimensions: CamPlusPlusDimensions) -> Iterator[tuple[str, Shape]]:
    first, dim = dimensions.first_channels, dimensions.dim
    kernel = (first, dimensions.head_channels * BINS_LEFT, TAPS)
    yield from _conv_norm("xvector.tdnn.linear", "xvector.tdnn.nonlinear.batchnorm", kernel)
    for number, (entering, leaving) in enumerate(dimensions.block_channels, start=1):
        for place in range(dimensions.num_layers[number - 1]):
            prefix = f"xvector.block{number}.tdnnd{place + 1}"
            yield from _dense_layer_shapes(prefix, entering + place * dimensions.growth, dimensions)
        yield from batch_norm_shapes(f"xvector.transit{number}.nonlinear.batchnorm", leaving)
        yield f"xvector.transit{number}.linear.weight", (leaving // 2, leaving, 1)
    channels = dimensions.trunk_channels
    yield from batch_norm_shapes("xvector.out_nonlinear.batchnorm", channels)
    yield "xvector.dense.linear.weight", (dim, 2 * channels, 1)
    yield from batch_norm_shapes("xvector.dense.nonlinear.batchnorm", dim, affine=False)


def _dense_layer_shapes(prefix: str, channels: int, dimensions: CamPlusPlusDimensions) -> Iterator[tuple[str, Shape]]:
    growth, narrow, inner = dimensions.growth, dimensions.bottleneck, dimensions.context_channels
    yield from batch_norm_shapes(f"{prefix}.nonlinear1.batchnorm", channels)
    yield from _conv_norm(f"{prefix}.linear1", f"{prefix}.nonlinear2.batchnorm", (narrow, channels, 1))
    yield f"{prefix}.cam_layer.linear_local.weight", (growth, narrow, LOCAL_TAPS)
    yield f"{prefix}.cam_layer.linear1.weight", (inner, narrow, 1)
    yield f"{prefix}.cam_layer.linear1.bias", (inner,)
    yield f"{prefix}.cam_layer.linear2.weight", (growth, inner, 1)
    yield f"{prefix}.cam_layer.linear2.bias", (growth,)


def _conv_norm(conv: str, norm: str, kernel: Shape) -> Iterator[tuple[str, Shape]]:
    yield f"{conv}.weight", kernel
    yield from batch_norm_shapes(norm, kernel[0])


def _dense_layer(tensors: Tensors, stored: str, ours: str) -> dict[str, NDArray[np.float32]]:
    """Return the parameters of one dense layer."""
    found = _normed("linear1", tensors[f"{stored}.linear1.weight"][..., 0], tensors, f"{stored}.nonlinear2.batchnorm")
    found |= {
        name.removeprefix(f"{stored}."): parameter
        for name, parameter in _scale_shift(tensors, f"{stored}.nonlinear1").items()
    }
    for name in ("linear1", "linear2"):
        found[f"cam_layer.{name}.weight"] = tensors[f"{stored}.cam_layer.{name}.weight"][..., 0]
        found[f"cam_layer.{name}.bias"] = tensors[f"{stored}.cam_layer.{name}.bias"]
    found["cam_layer.linear_local.weight"] = tensors[f"{stored}.cam_layer.linear_local.weight"].swapaxes(1, 2)
    return {f"{ours}.{name}": parameter for name, parameter in found.items()}


def _normed(name: str, weight: NDArray[np.float32], tensors: Tensors, norm: str) -> dict[str, NDArray[np.float32]]:
    """Fold the norm after a layer into it."""
    scale, shift = folded_norm(tensors, norm)
    folded = weight * scale.reshape(-1, *(1 for _ in weight.shape[1:]))
    return {f"{name}.weight": folded.astype(np.float32), f"{name}.bias": shift.astype(np.float32)}


def _scale_shift(tensors: Tensors, name: str) -> dict[str, NDArray[np.float32]]:
    """Return a norm that no layer precedes."""
    scale, shift = folded_norm(tensors, f"{name}.batchnorm")
    return {f"{name}.scale": scale.astype(np.float32), f"{name}.shift": shift.astype(np.float32)}

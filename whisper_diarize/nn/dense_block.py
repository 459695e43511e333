"""The densely connected layers of CAM++, with masks that depend on context; what goes in is (batch, frames, channels).

Source: Wang et al. 2023, "CAM++: A fast and efficient network for speaker verification using context-aware masking"
(arXiv:2303.00332), figure 2; Yu and Li 2020, "Densely connected time delay neural network for speaker verification".
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TypeAlias

import mlx.core as mx
import numpy as np
from mlx import nn

from whisper_diarize.dimensions import CamPlusPlusDimensions

from .activations import relu
from .kernels.backend import CachedForm, Floats, with_kernel
from .kernels.dense_layer import SEGMENT_FRAMES, DenseForm, ReluProduct, dense_layer

LOCAL_TAPS = 3  # of the convolutions that are masked

Frames: TypeAlias = mx.array | Floats
FrameStages: TypeAlias = Iterator[tuple[str, Frames]]


class ScaledRelu(nn.Module):
    """A batch norm that follows no layer, and a ReLU."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.scale = mx.zeros(channels)
        self.shift = mx.zeros(channels)

    def __call__(self, x: mx.array) -> mx.array:
        """Map (batch, frames, channels) to the same shape."""
        return relu(x * self.scale + self.shift)


class ContextAwareMask(nn.Module):
    """A convolution over frames, each channel weighted by how all frames and those of a segment of 2 s are."""

    def __init__(self, dimensions: CamPlusPlusDimensions, dilation: int) -> None:
        super().__init__()
        narrow, inner, growth = dimensions.bottleneck, dimensions.context_channels, dimensions.growth
        self.linear_local = nn.Conv1d(narrow, growth, LOCAL_TAPS, padding=dilation, dilation=dilation, bias=False)
        self.linear1 = nn.Linear(narrow, inner)
        self.linear2 = nn.Linear(inner, growth)

    def __call__(self, x: mx.array) -> mx.array:
        """Map (batch, frames, bottleneck) to (batch, frames, growth)."""
        starts = range(0, x.shape[1], SEGMENT_FRAMES)
        segments = mx.stack([x[:, start : start + SEGMENT_FRAMES].mean(axis=1) for start in starts], axis=1)
        context = x.mean(axis=1, keepdims=True) + segments
        mask = mx.sigmoid(self.linear2(relu(self.linear1(context))))
        masked: mx.array = self.linear_local(x) * mx.repeat(mask, SEGMENT_FRAMES, axis=1)[:, : x.shape[1]]
        return masked


class DenseLayer(nn.Module):
    """All channels so far, and `growth` more that are made of them."""

    def __init__(self, channels: int, dimensions: CamPlusPlusDimensions, dilation: int) -> None:
        super().__init__()
        self.nonlinear1 = ScaledRelu(channels)
        self.linear1 = nn.Linear(channels, dimensions.bottleneck)
        self.cam_layer = ContextAwareMask(dimensions, dilation)
        self._form = CachedForm(partial(DenseForm.of, dilation))

    def __call__(self, x: mx.array) -> mx.array:
        """Map (batch, frames, channels) to (batch, frames, channels + growth)."""
        return mx.concatenate([x, self.cam_layer(relu(self.linear1(self.nonlinear1(x))))], axis=-1)

    def form(self) -> DenseForm:
        """Return the parameters as the kernel wants them."""
        norm, narrow, mask = self.nonlinear1, self.linear1, self.cam_layer
        first, last = mask.linear1, mask.linear2
        narrowing = (norm.scale, norm.shift, narrow.weight, narrow.bias)
        return self._form(*narrowing, mask.linear_local.weight, first.weight, first.bias, last.weight, last.bias)


class DenseBlock(nn.Module):
    """Dense layers, each fed with the outputs of all before it."""

    def __init__(self, channels: int, num_layers: int, dimensions: CamPlusPlusDimensions, dilation: int) -> None:
        super().__init__()
        growth = dimensions.growth
        self.layers = [DenseLayer(channels + place * growth, dimensions, dilation) for place in range(num_layers)]
        self._growth = growth

    def in_place(self, x: Floats) -> FrameStages:
        """Compute the block with its kernel: each stage is a view of the same memory."""
        batch, frames, channels = x.shape
        growing = np.empty((batch, frames, channels + len(self.layers) * self._growth), np.float32)
        growing[..., :channels] = x
        memory = np.empty(growing[0].size, np.float32)
        for number, layer in enumerate(self.layers, start=1):
            for window in growing:
                dense_layer(window, channels, layer.form(), memory)
            channels += self._growth
            yield f"tdnnd{number}", growing[..., :channels]

    @with_kernel(in_place)
    def stages(self, x: mx.array) -> FrameStages:
        """Yield `tdnnd1`, `tdnnd2`...: (batch, frames, channels so far)."""
        for number, layer in enumerate(self.layers, start=1):
            x = layer(x)
            yield f"tdnnd{number}", x


class Transit(nn.Module):
    """Fewer channels, mixed from those of a block."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.nonlinear = ScaledRelu(inputs)
        self.linear = nn.Linear(inputs, outputs, bias=False)
        self._product = CachedForm(ReluProduct.of)

    def by_product(self, x: Floats) -> Frames:
        """Compute the layer with its kernel."""
        product = self._product(self.nonlinear.scale, self.nonlinear.shift, self.linear.weight)
        found = np.empty((*x.shape[:2], len(self.linear.weight)), np.float32)
        for window, out in zip(x, found, strict=True):
            product.run(window, out, np.empty(window.size, np.float32))
        return found

    @with_kernel(by_product)
    def __call__(self, x: mx.array) -> Frames:
        """Map (batch, frames, inputs) to (batch, frames, outputs)."""
        mixed: mx.array = self.linear(self.nonlinear(x))
        return mixed

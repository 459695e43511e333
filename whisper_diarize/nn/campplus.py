"""CAM++: log-mel features of one speaker's frames become a voice vector.

Source: Wang et al. 2023, "CAM++: A fast and efficient network for speaker verification using context-aware masking"
(arXiv:2303.00332), figures 1 and 2 and table 1. Batch norms that follow a layer are folded into it when weights are
loaded; the others are a scale and a shift. Images are (batch, frames, bins, channels).
"""

from __future__ import annotations

from collections.abc import Iterator

import mlx.core as mx
import numpy as np
from mlx import nn

from whisper_diarize.dimensions import BINS_LEFT, DILATIONS, CamPlusPlusDimensions

from .activations import relu
from .conv import Conv3x3, Image
from .dense_block import DenseBlock, Frames, FrameStages, ScaledRelu, Transit
from .kernels.backend import CachedForm, Floats, as_mlx, as_numpy, enter, with_kernel
from .kernels.strided_conv import strided_conv
from .pooling import statistics_pool
from .resnet import BasicBlock
from .stages import Stages

TAPS, STRIDE = 5, 2  # of the first layer over frames
HALVED = (1, 2)  # strides over frames and bins


class Head(nn.Module):
    """Convolutions of images, which leave 10 of 80 bins and all frames."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv1 = Conv3x3(1, channels)
        self.layer1 = [BasicBlock(channels, channels, HALVED), BasicBlock(channels, channels)]
        self.layer2 = [BasicBlock(channels, channels, HALVED), BasicBlock(channels, channels)]
        self.conv2 = Conv3x3(channels, channels, HALVED)

    def images(self, fbank: mx.array) -> Iterator[tuple[str, Image]]:
        """Yield `conv1`, `layer1.0` ... `conv2`: (batch, frames, bins, channels), as NumPy's or MLX's arrays."""
        x: Image = enter(self.conv1(fbank[..., None]))  # not before: with one channel, MLX is as fast
        yield "conv1", x
        for number, layer in enumerate((self.layer1, self.layer2), start=1):
            for place, block in enumerate(layer):
                x = block(x)
                yield f"layer{number}.{place}", x
        yield "conv2", self.conv2(x)


class FirstLayer(nn.Conv1d):
    """A convolution over frames, which halves them, and a ReLU."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, TAPS, STRIDE, padding=TAPS // 2)
        self._taps = CachedForm(lambda kernel: np.ascontiguousarray(kernel.transpose(1, 2, 0)))

    def by_product(self, x: Floats) -> Frames:
        """Compute the layer with its kernel."""
        found = strided_conv(x, self._taps(self.weight), as_numpy(self.bias), STRIDE)
        return np.maximum(found, 0, out=found)

    @with_kernel(by_product)
    def __call__(self, x: mx.array) -> Frames:
        """Map (batch, frames, inputs) to (batch, frames / 2, outputs)."""
        return relu(super().__call__(x))


class CamPlusPlus(nn.Module):
    """A head over images, densely connected layers over frames, and statistics of the frames.

    Its masks depend on all frames: those of other speakers must be cut out before.
    """

    def __init__(self, dimensions: CamPlusPlusDimensions) -> None:
        super().__init__()
        self.dimensions = dimensions
        self.head = Head(dimensions.head_channels)
        self.tdnn = FirstLayer(dimensions.head_channels * BINS_LEFT, dimensions.first_channels)
        self.block1, self.block2, self.block3 = (
            DenseBlock(entering, num_layers, dimensions, dilation)
            for (entering, _), num_layers, dilation in zip(
                dimensions.block_channels, dimensions.num_layers, DILATIONS, strict=True
            )
        )
        self.transit1, self.transit2, self.transit3 = (
            Transit(leaving, leaving // 2) for _, leaving in dimensions.block_channels
        )
        self.out_nonlinear = ScaledRelu(dimensions.trunk_channels)
        self.dense = nn.Linear(2 * dimensions.trunk_channels, dimensions.dim)

    def __call__(self, fbank: mx.array) -> mx.array:
        """Map (batch, frames, 80), centred, of one speaker each to (batch, dim)."""
        return self.pool(self.frames(fbank), mx.ones((len(fbank), 1, 1)))[:, 0]

    def pool(self, frames: mx.array, masks: mx.array) -> mx.array:
        """Map the trunk's (batch, frames, channels) and (batch, speakers, mask_frames) to (batch, speakers, dim)."""
        return self.dense(statistics_pool(frames, masks))

    def frames(self, fbank: mx.array) -> mx.array:
        """Map (batch, frames, 80), centred, to the input of pooling: (batch, frames / 2, channels)."""
        *_, (_, x) = self._stages(fbank)
        return as_mlx(x)

    def trunk(self, fbank: mx.array) -> Stages:
        """Yield `head.conv1` ... `xvector.tdnn`, `xvector.block1.tdnnd1` ... `xvector.out_nonlinear`.

        Those of the head are images; the others (batch, frames, channels).
        """
        return ((name, as_mlx(x)) for name, x in self._stages(fbank))

    def _stages(self, fbank: mx.array) -> FrameStages:
        """Yield the stages of the trunk as NumPy's or MLX's arrays."""
        x: Frames = fbank
        for name, x in self.head.images(fbank):
            yield f"head.{name}", x
        yield from ((f"xvector.{name}", x) for name, x in self._xvector(x.reshape(*x.shape[:2], -1)))

    def _xvector(self, x: Frames) -> FrameStages:
        x = self.tdnn(x)
        yield "tdnn", x
        parts = ((self.block1, self.transit1), (self.block2, self.transit2), (self.block3, self.transit3))
        for number, (block, transit) in enumerate(parts, start=1):
            for name, x in block.stages(x):  # noqa: B020 - the last is what comes next
                yield f"block{number}.{name}", x
            x = transit(x)
            yield f"transit{number}", x
        yield "out_nonlinear", self.out_nonlinear(as_mlx(x))

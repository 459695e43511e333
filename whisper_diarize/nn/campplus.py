"""CAM++: log-mel features of one speaker's frames become a voice vector.

Source: Wang et al. 2023, "CAM++: A fast and efficient network for speaker verification using context-aware masking"
(arXiv:2303.00332), figures 1 and 2 and table 1. Batch norms that follow a layer are folded into it when weights are
loaded; the others are a scale and a shift. Images are (batch, frames, bins, channels).
"""

from __future__ import annotations

from collections.abc import Iterator

import mlx.core as mx
from mlx import nn

from whisper_diarize.dimensions import BINS_LEFT, DILATIONS, CamPlusPlusDimensions

from .activations import relu
from .conv import Conv3x3, Image
from .kernels.backend import as_mlx, enter
from .pooling import statistics_pool
from .resnet import BasicBlock
from .stages import Stages, last, prefixed

SEGMENT_FRAMES = 100  # of the local context: 2 s
TAPS, LOCAL_TAPS = 5, 3  # of the first layer over frames, and of those that are masked
STRIDE = 2  # of the first layer over frames
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

    def __call__(self, x: mx.array) -> mx.array:
        """Map (batch, frames, channels) to (batch, frames, channels + growth)."""
        return mx.concatenate([x, self.cam_layer(relu(self.linear1(self.nonlinear1(x))))], axis=-1)


class DenseBlock(nn.Module):
    """Dense layers, each fed with the outputs of all before it."""

    def __init__(self, channels: int, num_layers: int, dimensions: CamPlusPlusDimensions, dilation: int) -> None:
        super().__init__()
        growth = dimensions.growth
        self.layers = [DenseLayer(channels + place * growth, dimensions, dilation) for place in range(num_layers)]

    def stages(self, x: mx.array) -> Stages:
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

    def __call__(self, x: mx.array) -> mx.array:
        """Map (batch, frames, inputs) to (batch, frames, outputs)."""
        mixed: mx.array = self.linear(self.nonlinear(x))
        return mixed


class CamPlusPlus(nn.Module):
    """A head over images, densely connected layers over frames, and statistics of the frames.

    Its masks depend on all frames: those of other speakers must be cut out before.
    """

    def __init__(self, dimensions: CamPlusPlusDimensions) -> None:
        super().__init__()
        self.dimensions = dimensions
        self.head = Head(dimensions.head_channels)
        inputs, first = dimensions.head_channels * BINS_LEFT, dimensions.first_channels
        self.tdnn = nn.Conv1d(inputs, first, TAPS, STRIDE, padding=TAPS // 2)
        (in1, out1), (in2, out2), (in3, out3) = dimensions.block_channels
        first_block, second_block, third_block = zip(dimensions.num_layers, DILATIONS, strict=True)
        self.block1 = DenseBlock(in1, first_block[0], dimensions, first_block[1])
        self.transit1 = Transit(out1, in2)
        self.block2 = DenseBlock(in2, second_block[0], dimensions, second_block[1])
        self.transit2 = Transit(out2, in3)
        self.block3 = DenseBlock(in3, third_block[0], dimensions, third_block[1])
        self.transit3 = Transit(out3, dimensions.trunk_channels)
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
        return last(self.trunk(fbank))

    def trunk(self, fbank: mx.array) -> Stages:
        """Yield `head.conv1` ... `xvector.tdnn`, `xvector.block1.tdnnd1` ... `xvector.out_nonlinear`.

        Those of the head are images; the others (batch, frames, channels).
        """
        image: Image = fbank
        for name, image in self.head.images(fbank):
            yield f"head.{name}", as_mlx(image)
        yield from prefixed("xvector", self._xvector(as_mlx(image)))

    def _xvector(self, image: mx.array) -> Stages:
        batch, frames = image.shape[:2]
        x = relu(self.tdnn(image.reshape(batch, frames, -1)))
        yield "tdnn", x
        parts = ((self.block1, self.transit1), (self.block2, self.transit2), (self.block3, self.transit3))
        for number, (block, transit) in enumerate(parts, start=1):
            for name, x in prefixed(f"block{number}", block.stages(x)):  # noqa: B020 - as above
                yield name, x
            x = transit(x)
            yield f"transit{number}", x
        yield "out_nonlinear", self.out_nonlinear(x)

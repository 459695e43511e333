"""WeSpeaker's ResNet-34: log-mel features of a window become one voice vector per speaker in it.

Source: pyannote.audio 4.0.7 models/embedding/wespeaker/resnet.py (MIT), after WeSpeaker (Apache-2.0); He et al. 2016.
Batch norms are folded into the convolutions before them when weights are loaded, so none are left here. Images are
(batch, frames, bins, channels).
"""

from __future__ import annotations

from collections.abc import Iterator

import mlx.core as mx
from mlx import nn

from whisper_diarize.dimensions import NUM_BLOCKS, ResNetDimensions

from .conv import Conv1x1, Conv3x3, Image, Stride
from .kernels.backend import Floats, as_mlx, enter
from .pooling import statistics_pool
from .stages import Stages


class BasicBlock(nn.Module):
    """Two 3x3 convolutions added to their input, which a 1x1 convolution fits where the shape changes."""

    def __init__(self, inputs: int, outputs: int, stride: Stride = 1) -> None:
        super().__init__()
        self.conv1 = Conv3x3(inputs, outputs, stride)
        self.conv2 = Conv3x3(outputs, outputs)
        self.shortcut = Conv1x1(inputs, outputs, stride) if stride != 1 or inputs != outputs else None

    def __call__(self, x: Image) -> Image:
        """Map (batch, frames, bins, inputs) to (batch, frames / stride, bins / stride, outputs)."""
        return self.conv2(self.conv1(x), x if self.shortcut is None else self.shortcut(x))


class ResNet(nn.Module):
    """A trunk that does not know about speakers, pooled with each speaker's mask, and one linear layer."""

    def __init__(self, dimensions: ResNetDimensions) -> None:
        super().__init__()
        self.dimensions = dimensions
        channels = (dimensions.width, *dimensions.stage_channels)
        self.conv1 = Conv3x3(1, dimensions.width)
        self.layer1 = _stage(channels[0], channels[1], NUM_BLOCKS[0], stride=1)
        self.layer2 = _stage(channels[1], channels[2], NUM_BLOCKS[1], stride=2)
        self.layer3 = _stage(channels[2], channels[3], NUM_BLOCKS[2], stride=2)
        self.layer4 = _stage(channels[3], channels[4], NUM_BLOCKS[3], stride=2)
        self.seg_1 = nn.Linear(dimensions.pooled_channels, dimensions.dim)

    def __call__(self, fbank: mx.array, masks: mx.array) -> mx.array:
        """Map (batch, frames, 80) and (batch, speakers, mask_frames) to (batch, speakers, dim)."""
        return self.pool(self.frames(fbank), masks)

    def pool(self, frames: mx.array, masks: mx.array) -> mx.array:
        """Map the trunk's (batch, frames, channels) and (batch, speakers, mask_frames) to (batch, speakers, dim)."""
        return self.seg_1(statistics_pool(frames, masks))

    def frames(self, fbank: mx.array) -> mx.array:
        """Map (batch, frames, 80) to the input of pooling: (batch, frames / 8, channels)."""
        *_, (_, image) = self._images(fbank)
        x = as_mlx(image)
        batch, frames, bins, channels = x.shape
        return x.swapaxes(2, 3).reshape(batch, frames, channels * bins)  # torch's order: channels before bins

    def trunk(self, fbank: mx.array) -> Stages:
        """Yield `conv1`, `layer1.0` ... `layer4.2`: (batch, frames, bins, channels)."""
        return ((name, as_mlx(x)) for name, x in self._images(fbank))

    def _images(self, fbank: mx.array) -> Iterator[tuple[str, mx.array | Floats]]:
        """Yield the stages of the trunk as NumPy's or MLX's arrays."""
        x: Image = enter(self.conv1(fbank[..., None]))  # not before: with one channel, MLX is as fast
        yield "conv1", x
        for number, layer in enumerate((self.layer1, self.layer2, self.layer3, self.layer4), start=1):
            for place, block in enumerate(layer):
                x = block(x)
                yield f"layer{number}.{place}", x


def _stage(inputs: int, outputs: int, num_blocks: int, stride: int) -> list[BasicBlock]:
    first = BasicBlock(inputs, outputs, stride)
    return [first, *(BasicBlock(outputs, outputs) for _ in range(num_blocks - 1))]

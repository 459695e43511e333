"""CAM++ in torch, as a teacher of the embedding: parameter names are those of 3D-Speaker's published weights.

Source: Wang et al. 2023, "CAM++: A fast and efficient network for speaker verification using context-aware masking",
https://arxiv.org/abs/2303.00332, figures 1 and 2 and table 1.
"""

from collections import OrderedDict

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from torch import Tensor, nn

from whisper_diarize_train.fbank import NUM_MEL_BINS, Fbank

HEAD_CHANNELS = 32
FIRST_CHANNELS, GROWTH, BOTTLENECK = 128, 32, 128
BLOCKS = ((12, 1), (24, 2), (16, 2))  # layers, dilation
SEGMENT_FRAMES = 100  # of the local context, 2 s


def _normalised(channels: int, *, affine: bool = True) -> nn.Sequential:
    """Return batch normalisation, and ReLU where it is affine."""
    norm = OrderedDict[str, nn.Module](batchnorm=nn.BatchNorm1d(channels, affine=affine))
    return nn.Sequential(norm | OrderedDict(relu=nn.ReLU()) if affine else norm)


class FrequencyBlock(nn.Module):
    """Two 3x3 convolutions around a shortcut; `stride` is that of the frequencies."""

    def __init__(self, stride: int) -> None:
        super().__init__()
        channels = HEAD_CHANNELS
        self.conv1 = nn.Conv2d(channels, channels, 3, (stride, 1), padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.shortcut = nn.Sequential()
        if stride != 1:
            self.shortcut = nn.Sequential(
                nn.Conv2d(channels, channels, 1, (stride, 1), bias=False), nn.BatchNorm2d(channels)
            )

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, 32, bins, frames) to (batch, 32, bins / stride, frames)."""
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class Head(nn.Module):
    """The front-end convolution module: 80 bins become 10."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, HEAD_CHANNELS, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(HEAD_CHANNELS)
        self.layer1 = nn.Sequential(FrequencyBlock(2), FrequencyBlock(1))
        self.layer2 = nn.Sequential(FrequencyBlock(2), FrequencyBlock(1))
        self.conv2 = nn.Conv2d(HEAD_CHANNELS, HEAD_CHANNELS, 3, (2, 1), padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(HEAD_CHANNELS)

    def forward(self, fbank: Tensor) -> Tensor:
        """Map (batch, frames, 80) to (batch, 320, frames), channels before bins."""
        x = F.relu(self.bn1(self.conv1(fbank.transpose(1, 2)[:, None])))
        x = self.layer2(self.layer1(x))
        return F.relu(self.bn2(self.conv2(x))).flatten(1, 2)


class ContextAwareMask(nn.Module):
    """A convolution over time, masked by what the recording and the surrounding 2 s are like."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.linear_local = nn.Conv1d(BOTTLENECK, GROWTH, 3, padding=dilation, dilation=dilation, bias=False)
        self.linear1 = nn.Conv1d(BOTTLENECK, BOTTLENECK // 2, 1)
        self.linear2 = nn.Conv1d(BOTTLENECK // 2, GROWTH, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, 128, frames) to (batch, 32, frames)."""
        segments = F.avg_pool1d(x, SEGMENT_FRAMES, SEGMENT_FRAMES, ceil_mode=True)
        local = segments.repeat_interleave(SEGMENT_FRAMES, dim=-1)[..., : x.shape[-1]]
        context = x.mean(dim=-1, keepdim=True) + local
        mask = torch.sigmoid(self.linear2(F.relu(self.linear1(context))))
        masked: Tensor = self.linear_local(x) * mask
        return masked


class DenseLayer(nn.Module):
    """Add 32 channels, computed from all channels so far, to them."""

    def __init__(self, channels: int, dilation: int) -> None:
        super().__init__()
        self.nonlinear1 = _normalised(channels)
        self.linear1 = nn.Conv1d(channels, BOTTLENECK, 1, bias=False)
        self.nonlinear2 = _normalised(BOTTLENECK)
        self.cam_layer = ContextAwareMask(dilation)

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, channels, frames) to (batch, channels + 32, frames)."""
        y = self.cam_layer(self.nonlinear2(self.linear1(self.nonlinear1(x))))
        return torch.cat([x, y], dim=1)


class Projection(nn.Module):
    """Normalise, then mix channels: (batch, inputs, frames) to (batch, outputs, frames)."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.nonlinear = _normalised(inputs)
        self.linear = nn.Conv1d(inputs, outputs, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, inputs, frames) to (batch, outputs, frames)."""
        projected: Tensor = self.linear(self.nonlinear(x))
        return projected


class Normalised(nn.Module):
    """A convolution over time, then batch normalisation."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1, *, affine: bool) -> None:
        super().__init__()
        self.linear = nn.Conv1d(inputs, outputs, kernel, stride, padding=kernel // 2, bias=False)
        self.nonlinear = _normalised(outputs, affine=affine)

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, inputs, frames) to (batch, outputs, frames / stride)."""
        normalised: Tensor = self.nonlinear(self.linear(x))
        return normalised


class CamPlusPlus(nn.Module):
    """Map a waveform to a speaker embedding of `dim` numbers, 192 in the published weights."""

    def __init__(self, dim: int = 192) -> None:
        super().__init__()
        self.fbank = Fbank("povey")
        self.head = Head()
        self.xvector = nn.ModuleDict(
            {"tdnn": Normalised(NUM_MEL_BINS // 8 * HEAD_CHANNELS, FIRST_CHANNELS, 5, 2, affine=True)}
        )
        channels = FIRST_CHANNELS
        for number, (layers, dilation) in enumerate(BLOCKS, start=1):
            block = [DenseLayer(channels + place * GROWTH, dilation) for place in range(layers)]
            names = [f"tdnnd{place}" for place in range(1, layers + 1)]
            self.xvector[f"block{number}"] = nn.Sequential(OrderedDict(zip(names, block, strict=True)))
            channels += layers * GROWTH
            self.xvector[f"transit{number}"] = Projection(channels, channels // 2)
            channels //= 2
        self.xvector["out_nonlinear"] = _normalised(channels)
        self.xvector["dense"] = Normalised(2 * channels, dim, 1, affine=False)

    def forward(self, samples: Tensor) -> Tensor:
        """Map (batch, samples) in [-1, 1] at 16 kHz to (batch, dim)."""
        x = self.head(self.fbank(samples))
        *layers, dense = self.xvector.values()
        for layer in layers:
            x = layer(x)
        pooled = torch.cat([x.mean(dim=-1), x.std(dim=-1, correction=1)], dim=-1)
        embeddings: Tensor = dense(pooled[..., None])[..., 0]
        return embeddings

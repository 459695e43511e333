"""The two networks in torch, with pyannote.audio's parameter names, for training and as a reference for the MLX port.

Source: pyannote.audio 4.0 (MIT) for the layout of PyanNet and StatsPool, asteroid-filterbanks 0.4 (MIT) for the
parametrised sinc filters (Ravanelli and Bengio 2018, Pariente et al. 2020), WeSpeaker (Apache-2.0) for the ResNet.
"""

import math
from itertools import pairwise

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from torch import Tensor, nn

from whisper_diarize_train.fbank import NUM_MEL_BINS, Fbank

SAMPLE_RATE = 16000
NUM_CLASSES = 7  # powerset: none, 1, 2, 3, 1+2, 1+3, 2+3
LEAKY_SLOPE = 0.01  # torch's default, which PyanNet relies on


def _mel(hz: float) -> float:
    return 2595 * math.log10(1 + hz / 700)


class SincFilters(nn.Module):
    """Hold 80 band-pass filters, 40 even (cosine) then 40 odd (sine), given by their low edges and widths in Hz."""

    window_: Tensor
    n_: Tensor

    def __init__(
        self, num_filters: int = 80, kernel_size: int = 251, min_low_hz: float = 50, min_band_hz: float = 50
    ) -> None:
        super().__init__()
        self.min_low_hz = min_low_hz
        self.min_band_hz = min_band_hz
        high_hz = SAMPLE_RATE / 2 - (min_low_hz + min_band_hz)
        mels = torch.linspace(_mel(30), _mel(high_hz), num_filters // 2 + 1, dtype=torch.float64)
        edges = (700 * (10 ** (mels / 2595) - 1)).float()
        self.low_hz_ = nn.Parameter(edges[:-1, None].clone())
        self.band_hz_ = nn.Parameter(edges.diff()[:, None].clone())
        half = kernel_size // 2
        window = torch.hamming_window(kernel_size, periodic=False, dtype=torch.float64)
        self.register_buffer("window_", window[:half].float())
        self.register_buffer("n_", 2 * math.pi * (torch.arange(-half, 0.0)[None] / SAMPLE_RATE))

    def forward(self) -> Tensor:
        """Return the filters: (80, 1, 251)."""
        low = self.min_low_hz + self.low_hz_.abs()
        high = (low + self.min_band_hz + self.band_hz_.abs()).clamp(self.min_low_hz, SAMPLE_RATE / 2)
        band = high - low
        even = (torch.sin(high @ self.n_) - torch.sin(low @ self.n_)) / (self.n_ / 2) * self.window_
        odd = (torch.cos(low @ self.n_) - torch.cos(high @ self.n_)) / (self.n_ / 2) * self.window_
        cosine = torch.cat([even, 2 * band, even.flip(1)], dim=1)
        sine = torch.cat([odd, torch.zeros_like(band), -odd.flip(1)], dim=1)
        return (torch.cat([cosine, sine]) / (2 * band).repeat(2, 1)).unsqueeze(1)


class SincConv(nn.Module):
    """Convolve one channel with the sinc filters, stride 10."""

    def __init__(self) -> None:
        super().__init__()
        self.filterbank = SincFilters()

    def forward(self, waves: Tensor) -> Tensor:
        """Map (batch, 1, samples) to (batch, 80, frames)."""
        return F.conv1d(waves, self.filterbank(), stride=10)


class SincNet(nn.Module):
    """Turn a waveform into 60 features every 270 samples."""

    def __init__(self) -> None:
        super().__init__()
        self.wav_norm1d = nn.InstanceNorm1d(1, affine=True)
        self.conv1d = nn.ModuleList([SincConv(), nn.Conv1d(80, 60, 5), nn.Conv1d(60, 60, 5)])
        self.norm1d = nn.ModuleList(nn.InstanceNorm1d(size, affine=True) for size in (80, 60, 60))

    def forward(self, waves: Tensor) -> Tensor:
        """Map (batch, 1, samples) to (batch, 60, frames)."""
        return self.after_filters(self.filtered(waves))

    def filtered(self, waves: Tensor) -> Tensor:
        """Map (batch, 1, samples) to what each filter lets through: (batch, 80, frames), every 30 samples."""
        return F.max_pool1d(self.conv1d[0](self.wav_norm1d(waves)).abs(), 3)

    def after_filters(self, x: Tensor) -> Tensor:
        """Map (batch, 80, frames) to (batch, 60, frames / 9)."""
        x = F.leaky_relu(self.norm1d[0](x), LEAKY_SLOPE)
        for conv, norm in zip(self.conv1d[1:], self.norm1d[1:], strict=True):
            x = F.leaky_relu(norm(F.max_pool1d(conv(x), 3)), LEAKY_SLOPE)
        return x


class PyanNet(nn.Module):
    """Say for each frame of a 10 s chunk which of up to three local speakers talk."""

    def __init__(self, num_lstm_layers: int = 2, num_classes: int = NUM_CLASSES) -> None:
        super().__init__()
        self.sincnet = SincNet()
        self.lstm = nn.LSTM(60, 128, num_lstm_layers, batch_first=True, bidirectional=True)
        self.linear = nn.ModuleList([nn.Linear(256, 128), nn.Linear(128, 128)])
        self.classifier = nn.Linear(128, num_classes)

    def features(self, samples: Tensor) -> Tensor:
        """Map (batch, samples) to the input of the classifier: (batch, frames, 128)."""
        return self.dense(self.sincnet(samples[:, None]).transpose(1, 2))

    def dense(self, x: Tensor) -> Tensor:
        """Map (batch, frames, 60) to (batch, frames, 128)."""
        return self.after_lstm(self.hidden(x))

    def hidden(self, x: Tensor) -> Tensor:
        """Map (batch, frames, 60) to the last LSTM layer's output: (batch, frames, 256)."""
        hidden: Tensor = self.lstm(x)[0]
        return hidden

    def after_lstm(self, x: Tensor) -> Tensor:
        """Map (batch, frames, 256) to (batch, frames, 128)."""
        for linear in self.linear:
            x = F.leaky_relu(linear(x), LEAKY_SLOPE)
        return x

    def logits(self, samples: Tensor) -> Tensor:
        """Return the classifier's output before the activation: (batch, frames, classes)."""
        logits: Tensor = self.classifier(self.features(samples))
        return logits

    def forward(self, samples: Tensor) -> Tensor:
        """Map (batch, samples) at 16 kHz to powerset log-probabilities: (batch, frames, classes)."""
        return F.log_softmax(self.logits(samples), dim=-1)


class BasicBlock(nn.Module):
    """Add two 3x3 convolutions to their input (He et al. 2016)."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, inputs, bins, frames) to (batch, outputs, bins / stride, frames / stride)."""
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


def statistics_pool(sequences: Tensor, weights: Tensor | None = None) -> Tensor:
    """Concatenate mean and unbiased standard deviation over time: (batch, dim, frames) to (batch, 2 * dim).

    `weights`: (batch, weight_frames), brought to the sequences' frame count by nearest-neighbour interpolation.
    """
    if weights is None:
        return torch.cat([sequences.mean(dim=-1), sequences.std(dim=-1, correction=1)], dim=-1)
    w = F.interpolate(weights[:, None], size=sequences.shape[-1], mode="nearest")
    v1 = w.sum(dim=2) + 1e-8
    mean = (sequences * w).sum(dim=2) / v1
    squares = (sequences - mean[..., None]).square()
    v2 = w.square().sum(dim=2)
    variance = (squares * w).sum(dim=2) / (v1 - v2 / v1 + 1e-8)
    return torch.cat([mean, variance.sqrt()], dim=-1)


class ResNet(nn.Module):
    """Map mel features to one embedding; `width` is the number of channels of the first stage."""

    def __init__(self, width: int, dim: int = 256, num_blocks: tuple[int, ...] = (3, 4, 6, 3)) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        channels = [width] + [width * 2**stage for stage in range(4)]
        for stage, (inputs, outputs) in enumerate(pairwise(channels), start=1):
            first = BasicBlock(inputs, outputs, stride=1 if stage == 1 else 2)
            rest = [BasicBlock(outputs, outputs, stride=1) for _ in range(num_blocks[stage - 1] - 1)]
            self.add_module(f"layer{stage}", nn.Sequential(first, *rest))
        self.seg_1 = nn.Linear(2 * channels[-1] * NUM_MEL_BINS // 8, dim)

    def frames(self, fbank: Tensor) -> Tensor:
        """Map (batch, frames, bins) to the trunk's output: (batch, dim, frames / 8), channels before bins in dim."""
        x = F.relu(self.bn1(self.conv1(fbank.transpose(1, 2)[:, None])))
        for stage in range(1, 5):
            x = self.get_submodule(f"layer{stage}")(x)
        return x.flatten(1, 2)

    def forward(self, fbank: Tensor, weights: Tensor | None = None) -> Tensor:
        """Map (batch, frames, bins) and optional (batch, weight_frames) to (batch, dim)."""
        embeddings: Tensor = self.seg_1(statistics_pool(self.frames(fbank), weights))
        return embeddings


class WeSpeakerResNet34(nn.Module):
    """Map a waveform to a speaker embedding."""

    def __init__(self, width: int = 32, dim: int = 256) -> None:
        super().__init__()
        self.fbank = Fbank()
        self.resnet = ResNet(width, dim)

    def forward(self, samples: Tensor, weights: Tensor | None = None) -> Tensor:
        """Map (batch, samples) in [-1, 1] at 16 kHz and optional (batch, weight_frames) to (batch, dim)."""
        embeddings: Tensor = self.resnet(self.fbank(samples), weights)
        return embeddings

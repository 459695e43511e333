"""CAM++ as torch's functions, with given weights of any size, and what every stage of it makes of features.

Source: Wang et al. 2023 (arXiv:2303.00332), figures 1 and 2 and table 1. Nothing of whisper_diarize is imported. Arrays
are brought to the layout (batch, time, channels), images to (batch, frames, bins, channels).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from numpy.typing import NDArray
from torch import Tensor

Tensors = Mapping[str, NDArray[np.float32]]
Named = Iterator[tuple[str, Tensor]]

SEGMENT_FRAMES = 100
BLOCKS = ("layer1.0", "layer1.1", "layer2.0", "layer2.1")
BINS_LEFT = 10
NORM = ("weight", "bias", "running_mean", "running_var")


@dataclass(frozen=True)
class Sizes:
    """Channels, and the layers of each block."""

    head: int
    first: int
    growth: int
    bottleneck: int
    context: int
    layers: tuple[int, int, int]
    dim: int

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shapes of all weights."""
        found = dict(self._head())
        found |= _normed("xvector.tdnn.linear", "xvector.tdnn.nonlinear", (self.first, self.head * BINS_LEFT, 5))
        channels = self.first
        for number, layers in enumerate(self.layers, start=1):
            for place in range(1, layers + 1):
                found |= self._layer(f"xvector.block{number}.tdnnd{place}", channels)
                channels += self.growth
            found |= _norm(f"xvector.transit{number}.nonlinear.batchnorm", channels)
            found[f"xvector.transit{number}.linear.weight"] = (channels // 2, channels, 1)
            channels //= 2
        found |= _norm("xvector.out_nonlinear.batchnorm", channels)
        found["xvector.dense.linear.weight"] = (self.dim, 2 * channels, 1)
        return found | _norm("xvector.dense.nonlinear.batchnorm", self.dim, NORM[2:])

    def _head(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        kernel = (self.head, self.head, 3, 3)
        convolutions = [("conv1", "bn1", (self.head, 1, 3, 3)), ("conv2", "bn2", kernel)]
        for block in BLOCKS:
            convolutions += [(f"{block}.conv{n}", f"{block}.bn{n}", kernel) for n in (1, 2)]
            if block.endswith(".0"):
                convolutions.append((f"{block}.shortcut.0", f"{block}.shortcut.1", (self.head, self.head, 1, 1)))
        for conv, norm, shape in convolutions:
            yield f"head.{conv}.weight", shape
            yield from _norm(f"head.{norm}", self.head).items()

    def _layer(self, name: str, channels: int) -> dict[str, tuple[int, ...]]:
        mask = f"{name}.cam_layer"
        return {
            **_norm(f"{name}.nonlinear1.batchnorm", channels),
            **_normed(f"{name}.linear1", f"{name}.nonlinear2", (self.bottleneck, channels, 1)),
            f"{mask}.linear_local.weight": (self.growth, self.bottleneck, 3),
            f"{mask}.linear1.weight": (self.context, self.bottleneck, 1),
            f"{mask}.linear1.bias": (self.context,),
            f"{mask}.linear2.weight": (self.growth, self.context, 1),
            f"{mask}.linear2.bias": (self.growth,),
        }


def _norm(name: str, channels: int, kinds: tuple[str, ...] = NORM) -> dict[str, tuple[int, ...]]:
    return {f"{name}.{kind}": (channels,) for kind in kinds}


def _normed(layer: str, norm: str, shape: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    return {f"{layer}.weight": shape, **_norm(f"{norm}.batchnorm", shape[0])}


@torch.inference_mode()
def campplus_stages(tensors: Tensors, fbank: Tensor, masks: NDArray[np.float32]) -> dict[str, NDArray[np.float64]]:
    """Run features (batch, frames, 80), less their mean, and masks (batch, speakers, frames)."""
    network, weights = Reference(tensors, fbank.dtype), torch.from_numpy(masks).to(fbank.dtype)
    stages = {"fbank": fbank, **dict(network.trunk(fbank))}
    trunk = stages["xvector.out_nonlinear"]
    stages["xvector.stats"] = torch.stack([_pooled(x, each) for x, each in zip(trunk, weights, strict=True)])
    stages["xvector.dense"] = network.dense(stages["xvector.stats"])
    stages["voices"] = torch.stack([network.voices(x, each) for x, each in zip(fbank, weights, strict=True)])
    return {name: np.ascontiguousarray(x.numpy()).astype(np.float64) for name, x in stages.items()}


class Reference:
    """The network."""

    def __init__(self, tensors: Tensors, dtype: torch.dtype) -> None:
        self._tensors = {name: torch.from_numpy(tensor).to(dtype) for name, tensor in tensors.items()}

    def trunk(self, fbank: Tensor) -> Named:
        """Yield the stages before the pooling."""
        x = fbank
        for name, image in self._head(fbank.transpose(1, 2)[:, None]):
            yield f"head.{name}", image.permute(0, 3, 2, 1)
            x = image.flatten(1, 2)
        for name, x in self._xvector(x):  # noqa: B020 - the last is what comes next
            yield f"xvector.{name}", x.transpose(1, 2)

    def dense(self, pooled: Tensor) -> Tensor:
        """Map (batch, speakers, 2 * channels) to (batch, speakers, dim)."""
        x = self._conv1d(pooled.transpose(1, 2), "xvector.dense.linear")
        return self._norm(x, "xvector.dense.nonlinear.batchnorm").transpose(1, 2)

    def voices(self, fbank: Tensor, masks: Tensor) -> Tensor:
        """Map (frames, 80) and (speakers, frames) to (speakers, dim): each speaker's frames are cut out."""
        return torch.cat([self._voice(fbank[on > 0]) for on in _resized(masks, len(fbank))])

    def _voice(self, fbank: Tensor) -> Tensor:
        if len(fbank) == 0:
            dim, inputs, _ = self._tensors["xvector.dense.linear.weight"].shape
            return self.dense(torch.zeros(1, 1, inputs, dtype=fbank.dtype)).reshape(1, dim)
        *_, (_, trunk) = self.trunk((fbank - fbank.mean(dim=0))[None])
        return self.dense(_pooled(trunk[0], torch.ones(1, 1, dtype=trunk.dtype))[None])[0]

    def _head(self, x: Tensor) -> Named:
        x = F.relu(self._conv2d(x, "head.conv1", "head.bn1"))
        yield "conv1", x
        for block in BLOCKS:
            prefix, stride = f"head.{block}", 2 if block.endswith(".0") else 1
            y = F.relu(self._conv2d(x, f"{prefix}.conv1", f"{prefix}.bn1", stride))
            y = self._conv2d(y, f"{prefix}.conv2", f"{prefix}.bn2")
            x = F.relu(y + (self._conv2d(x, f"{prefix}.shortcut.0", f"{prefix}.shortcut.1", 2) if stride == 2 else x))
            yield block, x
        yield "conv2", F.relu(self._conv2d(x, "head.conv2", "head.bn2", 2))

    def _xvector(self, x: Tensor) -> Named:
        x = F.relu(self._norm(self._conv1d(x, "xvector.tdnn.linear", 2), "xvector.tdnn.nonlinear.batchnorm"))
        yield "tdnn", x
        for number, dilation in enumerate((1, 2, 2), start=1):
            place = 1
            while f"xvector.block{number}.tdnnd{place}.linear1.weight" in self._tensors:
                x = torch.cat([x, self._layer(x, f"xvector.block{number}.tdnnd{place}", dilation)], dim=1)
                yield f"block{number}.tdnnd{place}", x
                place += 1
            transit = f"xvector.transit{number}"
            x = self._conv1d(F.relu(self._norm(x, f"{transit}.nonlinear.batchnorm")), f"{transit}.linear")
            yield f"transit{number}", x
        yield "out_nonlinear", F.relu(self._norm(x, "xvector.out_nonlinear.batchnorm"))

    def _layer(self, x: Tensor, name: str, dilation: int) -> Tensor:
        x = self._conv1d(F.relu(self._norm(x, f"{name}.nonlinear1.batchnorm")), f"{name}.linear1")
        x = F.relu(self._norm(x, f"{name}.nonlinear2.batchnorm"))
        segments = F.avg_pool1d(x, SEGMENT_FRAMES, SEGMENT_FRAMES, ceil_mode=True)
        segments = segments.repeat_interleave(SEGMENT_FRAMES, dim=-1)[..., : x.shape[-1]]
        context = x.mean(dim=-1, keepdim=True) + segments
        inner = F.relu(self._conv1d(context, f"{name}.cam_layer.linear1"))
        mask = torch.sigmoid(self._conv1d(inner, f"{name}.cam_layer.linear2"))
        return self._conv1d(x, f"{name}.cam_layer.linear_local", dilation=dilation) * mask

    def _conv2d(self, x: Tensor, conv: str, norm: str, stride: int = 1) -> Tensor:
        """Convolve (batch, channels, bins, frames); `stride` is that of the bins."""
        kernel = self._tensors[f"{conv}.weight"]
        return self._norm(F.conv2d(x, kernel, stride=(stride, 1), padding=kernel.shape[-1] // 2), norm)

    def _conv1d(self, x: Tensor, name: str, stride: int = 1, dilation: int = 1) -> Tensor:
        kernel = self._tensors[f"{name}.weight"]
        padding = kernel.shape[-1] // 2 * dilation
        return F.conv1d(x, kernel, self._tensors.get(f"{name}.bias"), stride, padding, dilation)

    def _norm(self, x: Tensor, name: str) -> Tensor:
        mean, variance, weight, bias = (
            self._tensors.get(f"{name}.{kind}") for kind in ("running_mean", "running_var", "weight", "bias")
        )
        return F.batch_norm(x, mean, variance, weight, bias)


def _pooled(frames: Tensor, masks: Tensor) -> Tensor:
    """Map (frames, channels) and (speakers, mask_frames) to means and deviations: (speakers, 2 * channels)."""
    found = []
    for on in _resized(masks, len(frames)):
        chosen = frames[on > 0]
        mean = chosen.mean(dim=0) if len(chosen) > 0 else torch.zeros_like(frames[0])
        deviation = chosen.std(dim=0, correction=1) if len(chosen) > 1 else torch.zeros_like(mean)
        found.append(torch.cat([mean, deviation]))
    return torch.stack(found)


def _resized(masks: Tensor, frames: int) -> Tensor:
    return F.interpolate(masks[None], frames, mode="nearest")[0]

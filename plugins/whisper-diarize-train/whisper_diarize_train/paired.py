"""A faster 3x3 convolution of 8 channels, for training on CPUs.

oneDNN runs 8 channels at a fraction of its speed for 16. With the channels last in memory, two neighbouring frames of 8
channels are one frame of 16, so the convolution is done there, with a weight twice as wide in both directions.
"""

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from torch import Tensor, nn

FEW_CHANNELS = 8


class PairedConv2d(nn.Conv2d):
    """Compute nn.Conv2d(8, 8, 3, padding=1, bias=False)."""

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, channels, bins, frames) to the same shape."""
        batch, channels, bins, frames = x.shape
        if frames % 2:
            return super().forward(x)
        pairs = x.permute(0, 2, 3, 1).reshape(batch, bins, frames // 2, 2 * channels).permute(0, 3, 1, 2)
        y = F.conv2d(pairs, paired_weight(self.weight), padding=1)
        return y.permute(0, 2, 3, 1).reshape(batch, bins, frames, channels).permute(0, 3, 1, 2).contiguous()


def paired_weight(weight: Tensor) -> Tensor:
    """Return the weight over pairs of frames: (out, in, 3, 3) to (2 * out, 2 * in, 3, 3)."""
    taps = F.pad(weight, (2, 2))  # tap t of the weight is at t + 2, and the others are zero
    rows = []
    for out_frame in range(2):
        columns = [taps[..., 1 + in_frame - out_frame :: 2][..., :3] for in_frame in range(2)]
        rows.append(torch.cat(columns, dim=1))
    return torch.cat(rows).contiguous(memory_format=torch.channels_last)


def use_paired_convolutions(model: nn.Module) -> None:
    """Replace, in place, each convolution of 8 channels; weights and their names stay as they are."""
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, nn.Conv2d) and child.in_channels == child.out_channels == FEW_CHANNELS:
                paired = PairedConv2d(FEW_CHANNELS, FEW_CHANNELS, 3, padding=1, bias=False)
                paired.weight = child.weight
                setattr(module, name, paired)

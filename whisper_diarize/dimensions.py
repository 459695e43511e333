"""Dimensions of the networks: known from a weight file, without MLX, which is slow to import."""

from __future__ import annotations

from dataclasses import dataclass

NUM_MEL_BINS = 80
NUM_BLOCKS = (3, 4, 6, 3)  # what makes it a ResNet-34
BINS_LEFT = NUM_MEL_BINS // 8  # three of the stages halve them, in the ResNet as in CAM++
DILATIONS = (1, 2, 2)  # of CAM++'s blocks


@dataclass(frozen=True, slots=True)
class PyanNetDimensions:
    """Dimensions of a PyanNet; the front end is always the same."""

    num_classes: int = 7
    num_lstm_layers: int = 4
    lstm_size: int = 128
    linear_size: int = 128
    num_linear_layers: int = 2


@dataclass(frozen=True, slots=True)
class ResNetDimensions:
    """Dimensions of a ResNet: channels of the first stage (`width`; each stage doubles them), and of a vector."""

    width: int = 32
    dim: int = 256

    @property
    def stage_channels(self) -> tuple[int, ...]:
        """Channels of each stage."""
        return tuple(self.width << stage for stage in range(len(NUM_BLOCKS)))

    @property
    def pooled_channels(self) -> int:
        """Length of the statistics that the last layer sees."""
        return 2 * self.stage_channels[-1] * BINS_LEFT


@dataclass(frozen=True, slots=True)
class CamPlusPlusDimensions:
    """Dimensions of a CAM++; the defaults are those of 3D-Speaker's published networks.

    Channels of the convolutions over bins and frames (`head_channels`), of the first layer over frames alone
    (`first_channels`), and in each dense layer: of its narrow part (`bottleneck`), of its mask's (`context_channels`),
    and how many it adds (`growth`). `num_layers`: dense layers of each block.
    """

    head_channels: int = 32
    first_channels: int = 128
    growth: int = 32
    bottleneck: int = 128
    context_channels: int = 64
    num_layers: tuple[int, ...] = (12, 24, 16)
    dim: int = 192

    @property
    def block_channels(self) -> tuple[tuple[int, int], ...]:
        """Channels that enter and leave each block; the transition after it halves them."""
        channels, found = self.first_channels, []
        for layers in self.num_layers:
            found.append((channels, channels + layers * self.growth))
            channels = found[-1][1] // 2
        return tuple(found)

    @property
    def trunk_channels(self) -> int:
        """Channels of the frames that are pooled."""
        return self.block_channels[-1][1] // 2


EmbeddingDimensions = ResNetDimensions | CamPlusPlusDimensions

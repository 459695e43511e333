"""Dimensions of the networks: known from a weight file, without MLX, which is slow to import."""

from __future__ import annotations

from dataclasses import dataclass

NUM_MEL_BINS = 80
NUM_BLOCKS = (3, 4, 6, 3)  # what makes it a ResNet-34
BINS_LEFT = NUM_MEL_BINS // 8  # three of the stages halve them


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

"""The networks as the rest of the package sees them: NumPy in, NumPy out. The one border between NumPy and MLX."""

from __future__ import annotations

from collections.abc import Mapping

import mlx.core as mx
import numpy as np
from mlx.utils import tree_unflatten
from numpy.typing import NDArray

from whisper_diarize.nn import Fbank, PyanNet, PyanNetDimensions, ResNet, ResNetDimensions

Floats = NDArray[np.float32]


class SegmentationNetwork:
    """Says for each frame of a window which local speakers talk."""

    def __init__(self, dimensions: PyanNetDimensions, parameters: Mapping[str, Floats]) -> None:
        self.dimensions = dimensions
        self._network = PyanNet(dimensions)
        self._network.update(_tree(parameters))

    def logits(self, samples: Floats) -> Floats:
        """Map (batch, num_samples) at 16 kHz to values before the activation: (batch, num_frames, num_classes)."""
        return np.array(self._network(mx.array(samples)))


class EmbeddingNetwork:
    """Gives each speaker of a window a voice vector."""

    def __init__(self, dimensions: ResNetDimensions, parameters: Mapping[str, Floats]) -> None:
        self.dimensions = dimensions
        self._fbank = Fbank()
        self._network = ResNet(dimensions)
        self._network.update(_tree(parameters))

    def features(self, samples: Floats) -> Floats:
        """Map (batch, num_samples) at 16 kHz to log-mel features: (batch, num_frames, 80)."""
        return np.array(self._fbank(mx.array(samples)))

    def embed(self, features: Floats, masks: Floats) -> Floats:
        """Map features and (batch, speakers, mask_frames) of 0 and 1 to vectors: (batch, speakers, dim).

        The masks may have any number of frames, spread over the window.
        """
        return np.array(self._network(mx.array(features), mx.array(masks)))


def _tree(parameters: Mapping[str, Floats]) -> dict[str, object]:
    """Return the parameters as MLX wants them: nested by the dots in their names."""
    tree: dict[str, object] = tree_unflatten([(name, mx.array(value)) for name, value in parameters.items()])
    return tree

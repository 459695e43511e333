"""The networks as the rest of the package sees them: arrays in, NumPy arrays out, on the threads of `workers`.

All arrays that go in may be NumPy's or MLX's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeVar

import mlx.core as mx
import numpy as np
from mlx import nn
from mlx.utils import tree_unflatten
from numpy.typing import NDArray

from whisper_diarize.blas import one_thread
from whisper_diarize.dimensions import PyanNetDimensions, ResNetDimensions

from .fbank import Fbank
from .pooling import statistics_pool
from .pyannet import PyanNet
from .resnet import ResNet
from .workers import is_cpu, workers

Floats = NDArray[np.float32]
Input: TypeAlias = Floats | mx.array
Network = TypeVar("Network", bound=nn.Module)

MAX_SEGMENTATION_BATCH = 16  # windows: an LSTM wants many, for its products are small; memory bounds them
MAX_EMBEDDING_BATCH = 1  # window: the ResNet's images then stay in the cache of a core


class SegmentationNetwork:
    """The segmentation: logits of the local speakers for each frame of a window."""

    def __init__(self, dimensions: PyanNetDimensions, parameters: Mapping[str, Floats]) -> None:
        self.dimensions = dimensions
        self._network = workers().call(lambda: filled(PyanNet(dimensions), parameters))

    def logits(self, samples: Input) -> Floats:
        """Map (batch, num_samples) at 16 kHz to values before the activation: (batch, num_frames, num_classes)."""
        return run_batch(self._network, samples, at_once=MAX_SEGMENTATION_BATCH)

    def stages(self, samples: Input) -> dict[str, Floats]:
        """Run (batch, num_samples) and return the output of every layer by name, in order: (batch, time, channels).

        `sincnet.filters` is (80, 251); the last, `classifier`, holds the logits.
        """
        batch = as_floats(samples)

        def run() -> dict[str, Floats]:
            filters = self._network.sincnet.conv1d[0].weight[..., 0]
            found = {"sincnet.filters": filters, **dict(self._network.stages(mx.array(batch)))}
            return {name: np.array(array) for name, array in found.items()}

        with one_thread():
            return workers().call(run)


class EmbeddingNetwork:
    """The embedding by a ResNet: a vector for each speaker of a window."""

    shrink = 8  # frames of the features for each of the trunk
    block = 800  # frames at once, 8 s: a batch of 32 windows then needs four more blocks, which share the cores

    def __init__(self, dimensions: ResNetDimensions, parameters: Mapping[str, Floats]) -> None:
        self.dimensions = dimensions
        self._fbank = workers().call(Fbank)
        self._network = workers().call(lambda: filled(ResNet(dimensions), parameters))

    def features(self, samples: Input) -> Floats:
        """Map (batch, num_samples) at 16 kHz to log-mel features: (batch, num_frames, 80)."""
        return run_batch(self._fbank, samples, at_once=MAX_EMBEDDING_BATCH)

    def embed(self, features: Input, masks: Input) -> Floats:
        """Map features and (batch, speakers, mask_frames) of 0 and 1 to vectors: (batch, speakers, dim).

        The masks may have any number of frames, spread over the window.
        """
        return run_batch(self._network, features, masks, at_once=MAX_EMBEDDING_BATCH)

    def energies(self, samples: Input) -> Floats:
        """Map (batch, num_samples) to features from which no mean was taken: (batch, num_frames, 80)."""
        return run_batch(self._fbank.energies, samples, at_once=MAX_EMBEDDING_BATCH)

    def frames(self, features: Input) -> Floats:
        """Map features to the input of pooling: (batch, num_frames / 8, channels)."""
        return run_batch(self._network.frames, features, at_once=MAX_EMBEDDING_BATCH)

    def pool(self, frames: Input, masks: Input) -> Floats:
        """Map the trunk's frames and (batch, speakers, mask_frames) of 0 and 1 to vectors: (batch, speakers, dim)."""
        return run_batch(self._network.pool, frames, masks, at_once=MAX_EMBEDDING_BATCH)

    def stages(self, samples: Input, masks: Input) -> dict[str, Floats]:
        """Run (batch, num_samples) with the masks and return the output of every layer by name, in order.

        `fbank`: (batch, frames, 80); `resnet.conv1`, `resnet.layer1.0` ... : (batch, frames, bins, channels);
        `resnet.pool`: (batch, speakers, 2 * channels); `resnet.seg_1`: (batch, speakers, dim).
        """
        batch, pooled_by = as_floats(samples), as_floats(masks)

        def run() -> dict[str, Floats]:
            features = self._fbank(mx.array(batch))
            trunk = {f"resnet.{name}": x for name, x in self._network.trunk(features)}
            pooled = statistics_pool(self._network.frames(features), mx.array(pooled_by))
            ends = {"resnet.pool": pooled, "resnet.seg_1": self._network.seg_1(pooled)}
            return {name: np.array(array) for name, array in {"fbank": features, **trunk, **ends}.items()}

        with one_thread():
            return workers().call(run)


def run_batch(network: Callable[..., mx.array], *inputs: Input, at_once: int) -> Floats:
    """Run a batch: whole on a GPU, on a CPU in parts of at most `at_once` windows, a part or more for each core.

    Raises:
        Cancelled: the work of this thread is to stop.
    """
    batches = [as_floats(array) for array in inputs]
    threads = workers()
    with one_thread():
        if not is_cpu(threads.device):
            return threads.call(lambda: np.array(network(*map(mx.array, batches))))
        size = len(batches[0])
        num_parts = min(size, max(len(threads), -(-size // at_once)))
        parts = zip(*(np.array_split(array, num_parts) for array in batches), strict=True)
        return np.concatenate(threads.map(lambda part: np.array(network(*map(mx.array, part))), parts))


def as_floats(array: Input) -> Floats:
    """Compute an array of MLX in the caller's thread, whose streams it needs."""
    return np.asarray(array, dtype=np.float32)


def filled(network: Network, parameters: Mapping[str, Floats]) -> Network:
    """Give a network its parameters, which MLX wants nested by the dots in their names."""
    network.update(tree_unflatten([(name, mx.array(value)) for name, value in parameters.items()]))
    return network

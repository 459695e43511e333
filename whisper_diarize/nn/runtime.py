"""The networks as the rest of the package sees them: NumPy in, NumPy out. The one border between NumPy and MLX."""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import mlx.core as mx
import numpy as np
from mlx.utils import tree_unflatten
from numpy.typing import NDArray

from whisper_diarize.blas import one_thread
from whisper_diarize.cancellation import raise_if_cancelled, result_of
from whisper_diarize.dimensions import PyanNetDimensions, ResNetDimensions

from .fbank import Fbank
from .pooling import statistics_pool
from .pyannet import PyanNet
from .resnet import ResNet

Floats = NDArray[np.float32]

MAX_THREADS = 8  # more cores find too little work in a batch
MAX_SEGMENTATION_BATCH = 16  # windows: an LSTM wants many, for its products are small; memory bounds them
MAX_EMBEDDING_BATCH = 1  # window: the ResNet's images then stay near the core

_device = threading.Lock()


class SegmentationNetwork:
    """Says for each frame of a window which local speakers talk."""

    def __init__(self, dimensions: PyanNetDimensions, parameters: Mapping[str, Floats]) -> None:
        self.dimensions = dimensions
        self._network = PyanNet(dimensions)
        self._network.update(_tree(parameters))

    def logits(self, samples: Floats) -> Floats:
        """Map (batch, num_samples) at 16 kHz to values before the activation: (batch, num_frames, num_classes)."""
        return _run(self._network, samples, at_once=MAX_SEGMENTATION_BATCH)

    def stages(self, samples: Floats) -> dict[str, Floats]:
        """Return what every layer makes of (batch, num_samples), by name, in order: (batch, time, channels).

        `sincnet.filters` is (80, 251); the last, `classifier`, holds the logits.
        """
        with one_thread():
            filters = self._network.sincnet.conv1d[0].weight[..., 0]
            found = {"sincnet.filters": filters, **dict(self._network.stages(mx.array(samples)))}
            return {name: np.array(array) for name, array in found.items()}


class EmbeddingNetwork:
    """Gives each speaker of a window a voice vector."""

    def __init__(self, dimensions: ResNetDimensions, parameters: Mapping[str, Floats]) -> None:
        self.dimensions = dimensions
        self._fbank = Fbank()
        self._network = ResNet(dimensions)
        self._network.update(_tree(parameters))

    def features(self, samples: Floats) -> Floats:
        """Map (batch, num_samples) at 16 kHz to log-mel features: (batch, num_frames, 80)."""
        return _run(self._fbank, samples, at_once=MAX_EMBEDDING_BATCH)

    def embed(self, features: Floats, masks: Floats) -> Floats:
        """Map features and (batch, speakers, mask_frames) of 0 and 1 to vectors: (batch, speakers, dim).

        The masks may have any number of frames, spread over the window.
        """
        return _run(self._network, features, masks, at_once=MAX_EMBEDDING_BATCH)

    def energies(self, samples: Floats) -> Floats:
        """Map (batch, num_samples) to features from which no mean was taken: (batch, num_frames, 80)."""
        return _run(self._fbank.energies, samples, at_once=MAX_EMBEDDING_BATCH)

    def frames(self, features: Floats) -> Floats:
        """Map features to what is pooled: (batch, num_frames / 8, channels)."""
        return _run(self._network.frames, features, at_once=MAX_EMBEDDING_BATCH)

    def pool(self, frames: Floats, masks: Floats) -> Floats:
        """Map the trunk's frames and (batch, speakers, mask_frames) of 0 and 1 to vectors: (batch, speakers, dim)."""
        return _run(self._network.pool, frames, masks, at_once=MAX_EMBEDDING_BATCH)

    def stages(self, samples: Floats, masks: Floats) -> dict[str, Floats]:
        """Return what every layer makes of (batch, num_samples) and the masks, by name, in order.

        `fbank`: (batch, frames, 80); `resnet.conv1`, `resnet.layer1.0` ... : (batch, frames, bins, channels);
        `resnet.pool`: (batch, speakers, 2 * channels); `resnet.seg_1`: (batch, speakers, dim).
        """
        with one_thread():
            features = self._fbank(mx.array(samples))
            trunk = {f"resnet.{name}": x for name, x in self._network.trunk(features)}
            pooled = statistics_pool(self._network.frames(features), mx.array(masks))
            ends = {"resnet.pool": pooled, "resnet.seg_1": self._network.seg_1(pooled)}
            return {name: np.array(array) for name, array in {"fbank": features, **trunk, **ends}.items()}


def _run(network: Callable[..., mx.array], *inputs: Floats, at_once: int) -> Floats:
    """Run a batch.

    On a CPU, in parts of at most `at_once` windows, shared by a thread for each core: MLX itself uses one. On a GPU, by
    one thread at a time.

    Raises:
        Cancelled: the work of this thread is to stop.
    """
    raise_if_cancelled()
    with one_thread():
        if mx.default_device() != mx.Device(mx.cpu):
            with _device:
                return np.array(network(*map(mx.array, inputs)))
        batch, cores = len(inputs[0]), _num_cores()
        num_parts = min(batch, max(cores, -(-batch // at_once)))
        parts = zip(*(np.array_split(array, num_parts) for array in inputs), strict=True)
        threads = _threads()
        begun = [threads.submit(_compute, network, part) for part in parts]
        try:
            return np.concatenate([result_of(part) for part in begun])
        finally:
            for part in begun:  # those not begun yet, if the work is to stop
                part.cancel()


def _compute(network: Callable[..., mx.array], inputs: tuple[Floats, ...]) -> Floats:
    return np.array(network(*map(mx.array, inputs)))


def _num_cores() -> int:
    return min(os.cpu_count() or 1, MAX_THREADS)


@functools.cache
def _threads() -> ThreadPoolExecutor:
    """Start a thread for each core, once."""
    return ThreadPoolExecutor(_num_cores(), "network", mx.set_default_device, (mx.Device(mx.cpu),))


def _tree(parameters: Mapping[str, Floats]) -> dict[str, object]:
    """Return the parameters as MLX wants them: nested by the dots in their names."""
    tree: dict[str, object] = tree_unflatten([(name, mx.array(value)) for name, value in parameters.items()])
    return tree

"""An embedding architecture: means and deviations of energies in bands, through one linear layer, in NumPy."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whisper_diarize import hookimpl
from whisper_diarize.catalogue import RegisterEmbedding
from whisper_diarize.protocols import Embedder

API_VERSION = 1

FRAME, STEP = 400, 160  # samples
EDGES = np.unique(np.geomspace(2, 200, 24).astype(int))  # of the bands, among the 201 frequencies of a frame

Floats = NDArray[np.float32]


class BandStatistics:
    """Tells voices apart by how loud they are in each band; `weight` is (2 * bands, dim), `bias` (dim,)."""

    def __init__(self, weight: Floats, bias: Floats) -> None:
        self.weight, self.bias = weight, bias

    def features(self, samples: Floats) -> Floats:
        """Return the logarithms of the energies in bands, less their mean over the bands: (batch, frames, bands)."""
        frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME, axis=1)[:, ::STEP]
        power = np.abs(np.fft.rfft(frames * np.hanning(FRAME))) ** 2
        energies = np.log(np.add.reduceat(power, EDGES, axis=2) + 1e-8)
        return np.asarray(energies - energies.mean(axis=2, keepdims=True), np.float32)

    def embed(self, features: Floats, masks: Floats) -> Floats:
        """Return the vectors of those who talk where the masks are 1: (batch, speakers, dim)."""
        frames = features.shape[1]
        weights = masks[:, :, np.arange(frames) * masks.shape[2] // frames]
        weights = weights / np.maximum(weights.sum(axis=2, keepdims=True), 1)
        mean = weights @ features
        variance = np.maximum(weights @ features**2 - mean**2, 0)
        statistics = np.concatenate([mean, np.sqrt(variance)], axis=2)
        return np.asarray(statistics @ self.weight + self.bias, np.float32)


def load(path: Path) -> Embedder:
    """Load the network that a model's file holds: an .npz with its `weight` and `bias`."""
    with np.load(path) as arrays:
        return BandStatistics(arrays["weight"], arrays["bias"])


@hookimpl
def register_embeddings(register: RegisterEmbedding) -> None:
    """Know the models whose `config.json` has `"embedding_architecture": "bands"`."""
    register("bands", load, summary="means and deviations of energies in bands")

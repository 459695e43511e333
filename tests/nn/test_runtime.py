import numpy as np
import pytest

from whisper_diarize.models import load_model
from whisper_diarize.nn.runtime import EmbeddingNetwork


@pytest.fixture(scope="module")
def network() -> EmbeddingNetwork:
    network = load_model("bundled").embedding
    assert isinstance(network, EmbeddingNetwork)
    return network


@pytest.fixture(scope="module")
def samples() -> np.ndarray:
    return np.random.default_rng(1).normal(0, 0.1, (3, 16_000)).astype(np.float32)


def test_features_are_energies_less_their_mean(network: EmbeddingNetwork, samples: np.ndarray) -> None:
    energies = network.energies(samples)
    assert energies.shape == (3, 98, 80)
    np.testing.assert_allclose(network.features(samples), energies - energies.mean(axis=1, keepdims=True), atol=1e-5)


def test_trunk_and_pooling_make_the_voices_bit_for_bit(network: EmbeddingNetwork, samples: np.ndarray) -> None:
    features, masks = network.features(samples), np.ones((3, 2, 59), np.float32)
    masks[:, 1, 30:] = 0
    frames = network.frames(features)
    assert frames.shape == (3, 13, network.dimensions.pooled_channels // 2)
    assert frames.shape[1] == -(-features.shape[1] // network.shrink)
    np.testing.assert_array_equal(network.pool(frames, masks), network.embed(features, masks))

import numpy as np
import pytest

from tests.fakes.small_models import random_tensors
from whisper_diarize.nn import CamPlusPlusDimensions, CamPlusPlusNetwork
from whisper_diarize.weights.campplus import campplus_parameters, campplus_shapes

SMALL = CamPlusPlusDimensions(4, 8, 4, 8, 6, (2, 2, 1), 5)


@pytest.fixture(scope="module")
def network() -> CamPlusPlusNetwork:
    tensors = random_tensors(campplus_shapes(SMALL))
    noise = np.random.default_rng(1)
    tensors |= {name: noise.normal(0, 0.3, t.shape).astype(np.float32) for name, t in tensors.items() if t.ndim > 1}
    return CamPlusPlusNetwork(SMALL, campplus_parameters(tensors, SMALL))


@pytest.fixture(scope="module")
def samples() -> np.ndarray:
    return np.random.default_rng(1).normal(0, 0.1, (3, 16_000)).astype(np.float32)


def alone(network: CamPlusPlusNetwork, energies: np.ndarray) -> np.ndarray:
    """The vector of frames that are embedded whole."""
    centred = (energies - energies.mean(axis=0))[None]
    return network.pool(network.frames(centred), np.ones((1, 1, 1), np.float32))[0, 0]


def test_features_keep_their_mean(network: CamPlusPlusNetwork, samples: np.ndarray) -> None:
    assert network.features(samples).shape == (3, 98, 80)
    np.testing.assert_array_equal(network.features(samples), network.energies(samples))
    assert np.abs(network.features(samples).mean(axis=1)).min() > 1


def test_trunk_has_a_frame_for_every_two(network: CamPlusPlusNetwork, samples: np.ndarray) -> None:
    assert network.shrink == 2
    assert network.frames(network.features(samples)).shape == (3, 49, SMALL.trunk_channels)


def test_frames_of_a_speaker_are_cut_out_and_embedded_without_the_others(
    network: CamPlusPlusNetwork, samples: np.ndarray
) -> None:
    features, masks = network.features(samples), np.zeros((3, 2, 49), np.float32)
    masks[0, 0, :10] = masks[0, 0, 30:35] = 1  # a frame of the mask is two of the features
    masks[2, 1] = 1
    found = network.embed(features, masks)
    assert found.shape == (3, 2, 5)
    pieces = np.concatenate([features[0, :20], features[0, 60:70]])
    np.testing.assert_array_equal(found[0, 0], alone(network, pieces))
    np.testing.assert_array_equal(found[2, 1], alone(network, features[2]))


def test_a_voice_does_not_depend_on_the_rest_of_the_batch(network: CamPlusPlusNetwork, samples: np.ndarray) -> None:
    features, masks = network.features(samples), np.random.default_rng(2).integers(0, 2, (3, 4, 98)).astype(np.float32)
    together = network.embed(features, masks)
    for window in range(3):
        np.testing.assert_array_equal(network.embed(features[window, None], masks[window, None])[0], together[window])


def test_a_speaker_without_a_frame_gets_the_vector_of_no_statistics(
    network: CamPlusPlusNetwork, samples: np.ndarray
) -> None:
    features, masks = network.features(samples), np.zeros((3, 1, 49), np.float32)
    pooled = network.pool(network.frames(features), masks)
    np.testing.assert_array_equal(network.embed(features, masks), pooled)
    assert np.isfinite(pooled).all()


def test_a_speaker_of_one_frame_has_a_mean_and_no_deviation(network: CamPlusPlusNetwork, samples: np.ndarray) -> None:
    features, masks = network.features(samples[:1]), np.zeros((1, 1, 98), np.float32)
    masks[0, 0, 50] = 1
    found = network.embed(features, masks)
    assert np.isfinite(found).all()
    np.testing.assert_array_equal(found[0, 0], alone(network, features[0, 50:51]))


def test_stages_end_with_the_voices(network: CamPlusPlusNetwork, samples: np.ndarray) -> None:
    masks = np.ones((3, 2, 49), np.float32)
    masks[:, 1, 20:] = 0
    stages = network.stages(samples, masks)
    names = list(stages)
    assert (names[0], names[-3:]) == ("fbank", ["xvector.stats", "xvector.dense", "voices"])
    assert stages["xvector.stats"].shape == (3, 2, 2 * SMALL.trunk_channels)
    np.testing.assert_array_equal(stages["voices"], network.embed(network.features(samples), masks))
    np.testing.assert_allclose(stages["xvector.dense"][:, 0], stages["voices"][:, 0], rtol=1e-4, atol=1e-5)
    assert np.abs(stages["xvector.dense"][:, 1] - stages["voices"][:, 1]).max() > 1e-3

"""Every stage of the networks against pyannote.audio's in torch: the same weights, the same speech."""

import functools

import numpy as np
import pytest

from whisper_diarize.nn import PyanNetDimensions, ResNetDimensions
from whisper_diarize.weights import EmbeddingNetwork, SegmentationNetwork, load_model
from whisper_diarize.weights.contract import embedding_shapes, segmentation_shapes
from whisper_diarize.weights.keys import pyannet_parameters, resnet_parameters

from .conftest import golden, stage_names
from .random_weights import random_tensors

# A tolerance is so many times what torch's own float32 differs from its float64 in that stage ("floor"): two correct
# programs that round differently are that far apart. Measured: at most 5 times, in the last stages of the ResNets.
FLOORS = 10
# The first convolution sees the norm of the whole wave, for which MLX on a CPU adds 80 000 squares one after the other:
# the variance is 6e-5 too small, which the next norm takes out again. Measured: 24 times.
FLOORS_OF_THE_WAVE = 100

NETWORKS = {
    "bundled segmentation": "networks",
    "bundled embedding": "networks",
    "random segmentation": "segmentation_random",
    "random multilabel": "multilabel_random",
    "random embedding": "embedding_random",
}


@functools.cache
def stages(network: str) -> dict[str, np.ndarray]:
    """Return what our network makes of the golden's speech."""
    recorded = golden(NETWORKS[network])
    match network.split():
        case ["bundled", "segmentation"]:
            return load_model().segmentation.stages(recorded.samples)
        case ["bundled", _]:
            return load_model().embedding.stages(recorded.samples, recorded.masks)
        case ["random", "embedding"]:
            dimensions = ResNetDimensions(width=4, dim=64)
            tensors = random_tensors(embedding_shapes(dimensions), int(recorded.array("seed")))
            ours = EmbeddingNetwork(dimensions, resnet_parameters(tensors))
            return ours.stages(recorded.samples, recorded.masks)
    layers, classes = (4, 7) if network.endswith("segmentation") else (1, 3)
    dimensions = PyanNetDimensions(num_lstm_layers=layers, num_classes=classes)
    tensors = random_tensors(segmentation_shapes(dimensions), int(recorded.array("seed")))
    return SegmentationNetwork(dimensions, pyannet_parameters(tensors, dimensions)).stages(recorded.samples)


def recorded_stages(network: str) -> list[str]:
    """Return the names of a network's stages in its file."""
    kinds = ("fbank", "resnet") if network.endswith("embedding") else ("sincnet", "lstm", "linear", "classifier")
    return [name for name in stage_names(NETWORKS[network]) if name.startswith(kinds)]


@pytest.mark.parametrize("network", NETWORKS)
def test_every_stage_is_recorded(network: str):
    assert list(stages(network)) == recorded_stages(network)


@pytest.mark.parametrize(("network", "stage"), [(name, stage) for name in NETWORKS for stage in recorded_stages(name)])
def test_stage_is_pyannotes(network: str, stage: str):
    recorded, ours = golden(NETWORKS[network]), stages(network)[stage]
    expected, floor = recorded.stages[stage], recorded.array(f"{stage}/floor")
    tolerance = (FLOORS_OF_THE_WAVE if stage == "sincnet.0.conv" else FLOORS) * floor
    assert ours.shape == expected.shape
    np.testing.assert_allclose(expected.pick(ours), expected.values, rtol=0, atol=tolerance)


@pytest.mark.parametrize("network", ["bundled segmentation", "random segmentation"])
def test_decisions_are_pyannotes(network: str):
    """But where the two best classes are nearer to each other than the tolerance, which is nowhere in these files."""
    recorded = golden(NETWORKS[network])
    expected = recorded.array("classifier")
    best, second = np.sort(expected, axis=-1)[..., :-3:-1].transpose(2, 0, 1)
    clear = best - second > 2 * FLOORS * recorded.array("classifier/floor")
    ours = stages(network)["classifier"].argmax(axis=-1)
    assert clear.mean() > 0.99
    np.testing.assert_array_equal(ours[clear], expected.argmax(axis=-1)[clear])


@pytest.mark.parametrize("network", ["random segmentation", "random multilabel"])
def test_random_logits_depend_on_the_speech(network: str):
    """Or the goldens would show nothing."""
    assert golden(NETWORKS[network]).array("classifier").std(axis=1).min() > 0.05

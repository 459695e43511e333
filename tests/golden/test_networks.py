"""Every stage of the networks against pyannote.audio's, or the equations', in torch: the same weights and speech."""

import functools

import numpy as np
import pytest

from whisper_diarize.doctor.diagnosis import PREFIXES
from whisper_diarize.models import bundled_directory
from whisper_diarize.nn import CamPlusPlusNetwork, EmbeddingNetwork, PyanNetDimensions, SegmentationNetwork
from whisper_diarize.weights import load_embedding, load_segmentation
from whisper_diarize.weights.contract import embedding_shapes, segmentation_shapes
from whisper_diarize.weights.keys import pyannet_parameters, resnet_parameters

from .conftest import FILES as PATHS
from .conftest import NETWORKS, golden
from .random_weights import random_tensors

# A tolerance is so many times what torch's own float32 differs from its float64 in that stage ("floor"): two correct
# programs that round differently are that far apart. Measured: at most 5 times, but 13 where the bundled ResNet pools,
# with MLX's kernels as with ours: the mean over frames leaves little of torch's rounding, but all of the features'.
FLOORS = 20

FILES = {"bundled segmentation": "networks", "bundled embedding": "networks", "campplus embedding": "campplus"}
FILES |= {name: name for name in NETWORKS}
POWERSETS = ["bundled segmentation", "segmentation_random"]


@functools.cache
def stages(network: str) -> dict[str, np.ndarray]:
    """Return what our network makes of the golden's speech."""
    recorded, ours = golden(FILES[network]), build(network)
    if not isinstance(ours, SegmentationNetwork):
        return ours.stages(recorded.samples, recorded.masks)
    return ours.stages(recorded.samples)


def build(network: str) -> SegmentationNetwork | EmbeddingNetwork | CamPlusPlusNetwork:
    if network == "campplus embedding":
        return load_embedding(PATHS["campplus"].with_suffix(".safetensors"))
    if network not in NETWORKS:
        load = load_embedding if network.endswith("embedding") else load_segmentation
        return load(bundled_directory())
    dimensions, seed = NETWORKS[network], int(golden(network).notes["weights/seed"])
    if isinstance(dimensions, PyanNetDimensions):
        tensors = random_tensors(segmentation_shapes(dimensions), seed)
        return SegmentationNetwork(dimensions, pyannet_parameters(tensors, dimensions))
    return EmbeddingNetwork(dimensions, resnet_parameters(random_tensors(embedding_shapes(dimensions), seed)))  # type: ignore[arg-type]  # a fake, or what is to be refused


def recorded_stages(network: str) -> list[str]:
    """Return the names of a network's stages in its file."""
    segmentation, embedding = PREFIXES.values()
    kinds = embedding if "embedding" in network else segmentation
    return [name for name in golden(FILES[network]).stages if name.startswith(kinds)]


@pytest.mark.parametrize("network", FILES)
def test_every_stage_is_recorded(network: str) -> None:
    assert list(stages(network)) == recorded_stages(network)


@pytest.mark.parametrize(("network", "stage"), [(name, stage) for name in FILES for stage in recorded_stages(name)])
def test_stage_is_that_of_torch(network: str, stage: str) -> None:
    recorded, ours = golden(FILES[network]), stages(network)[stage]
    expected, tolerance = recorded.stages[stage], FLOORS * recorded.notes[f"{stage}/floor"]
    assert ours.shape == expected.shape
    np.testing.assert_allclose(expected.pick(ours), expected.values, rtol=0, atol=tolerance)  # type: ignore[call-overload]  # of a kind that its stub lacks


@pytest.mark.parametrize("network", POWERSETS)
def test_decisions_are_pyannotes(network: str) -> None:
    """Except where the two best classes are nearer to each other than the tolerance, as in hardly any frame."""
    recorded = golden(FILES[network])
    expected = recorded.array("classifier")
    best, second = np.sort(expected, axis=-1)[..., :-3:-1].transpose(2, 0, 1)
    clear = best - second > 2 * FLOORS * recorded.notes["classifier/floor"]
    ours = stages(network)["classifier"].argmax(axis=-1)
    assert clear.mean() > 0.99
    np.testing.assert_array_equal(ours[clear], expected.argmax(axis=-1)[clear])


@pytest.mark.parametrize("network", ["segmentation_random", "multilabel_random"])
def test_random_logits_depend_on_the_speech(network: str) -> None:
    """Or the goldens would show nothing."""
    assert golden(network).array("classifier").std(axis=1).min() > 0.05


def test_voices_are_those_of_the_frames_that_a_mask_chooses() -> None:
    """Or the golden would not show whether frames are cut out before or pooled afterwards."""
    apart = np.abs(golden("campplus").array("voices") - golden("campplus").array("xvector.dense")).max(axis=-1)[0]
    everything, half, some, nothing = apart
    assert everything < 1e-5
    assert min(half, some) > 1e-3
    assert nothing == 0

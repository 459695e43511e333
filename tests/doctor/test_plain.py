"""The networks in NumPy, against torch in float64."""

import numpy as np
import pytest
import torch
from whisper_diarize_train.networks import PyanNet, WeSpeakerResNet34

from tests.doctor import recorder
from tests.doctor.conftest import Arrays
from whisper_diarize.doctor.plain import compute, tensors_of
from whisper_diarize.doctor.plain_layers import Given

SEGMENTATION = ["sincnet.filters", *(f"sincnet.{n}{part}" for n in range(3) for part in (".conv", ""))]
SEGMENTATION += ["lstm.0", "lstm.1", "linear.0", "linear.1", "classifier"]
BLOCKS = [f"resnet.layer{n}.{block}" for n, blocks in enumerate((3, 4, 6, 3), start=1) for block in range(blocks)]
HEAD = ["head.conv1", *(f"head.layer{n}.{block}" for n in (1, 2) for block in (0, 1)), "head.conv2"]
DENSE = [[f"block{n}.tdnnd{place + 1}" for place in range(layers)] for n, layers in enumerate((3, 3, 2), start=1)]
XVECTOR = ["tdnn", *(name for n, block in enumerate(DENSE, start=1) for name in (*block, f"transit{n}"))]
CAMPPLUS_STAGES = ["fbank", *HEAD, *(f"xvector.{name}" for name in (*XVECTOR, "out_nonlinear", "stats", "dense"))]
CAMPPLUS_STAGES += ["voices"]
EMBEDDING = ["fbank", "resnet.conv1", *BLOCKS, "resnet.pool", "resnet.seg_1"]


def numpy_of(network: torch.nn.Module) -> dict[str, np.ndarray]:
    return {name: tensor.numpy() for name, tensor in network.state_dict().items()}


@pytest.fixture(scope="module")
def segmentation(speech: np.ndarray) -> tuple[Arrays, Arrays]:
    """A random PyanNet's tensors and stages."""
    torch.manual_seed(0)
    network = PyanNet(num_lstm_layers=2).requires_grad_(requires_grad=False)
    for parameter in network.lstm.parameters():
        parameter.mul_(3)  # torch's first weights are so small that hardly anything depends on the input
    return numpy_of(network), recorder.record_segmentation(network.double().eval(), speech)


@pytest.fixture(scope="module")
def embedding(speech: np.ndarray, masks: np.ndarray) -> tuple[Arrays, Arrays]:
    """A random ResNet's."""
    torch.manual_seed(0)
    network = WeSpeakerResNet34(width=4, dim=8)
    for name, buffer in network.named_buffers():
        if name.endswith("running_var"):
            buffer.uniform_(0.5, 2)
    return numpy_of(network), recorder.record_embedding(network.double().eval(), speech, masks)


@pytest.fixture(scope="module")
def campplus(campplus_tensors: Arrays, campplus_stages: Arrays) -> tuple[Arrays, Arrays]:
    """A small random CAM++'s."""
    return campplus_tensors, campplus_stages


def before(stage: str, names: list[str], stages: Arrays, samples: np.ndarray) -> np.ndarray:
    first = stage in {"sincnet.filters", "sincnet.0.conv", "fbank", "voices"}
    return samples if first else stages[names[names.index(stage) - 1]]


@pytest.mark.parametrize("stage", SEGMENTATION)
def test_segmentation(segmentation: tuple[Arrays, Arrays], speech: np.ndarray, stage: str) -> None:
    tensors, stages = segmentation
    result = compute(stage, Given(before(stage, SEGMENTATION, stages, speech), tensors))
    atol = 1e-4 if stage in SEGMENTATION[:2] else 1e-9  # torch keeps two tables of the filters in float32
    np.testing.assert_allclose(result, stages[stage], atol=atol)


@pytest.mark.parametrize("stage", EMBEDDING)
def test_embedding(embedding: tuple[Arrays, Arrays], speech: np.ndarray, masks: np.ndarray, stage: str) -> None:
    tensors, stages = embedding
    result = compute(stage, Given(before(stage, EMBEDDING, stages, speech), tensors, masks))
    atol = 1e-5 if stage == "fbank" else 1e-9  # torch keeps its window and its mel table in float32
    np.testing.assert_allclose(result, stages[stage], atol=atol)


@pytest.mark.parametrize("stage", CAMPPLUS_STAGES)
def test_campplus(campplus: tuple[Arrays, Arrays], speech: np.ndarray, masks: np.ndarray, stage: str) -> None:
    tensors, stages = campplus
    assert list(stages) == CAMPPLUS_STAGES
    result = compute(stage, Given(before(stage, CAMPPLUS_STAGES, stages, speech), tensors, masks))
    atol = 1e-5 if stage in {"fbank", "voices"} else 1e-9  # as above
    np.testing.assert_allclose(result, stages[stage], atol=atol)


def test_every_tensor_belongs_to_one_stage(
    segmentation: tuple[Arrays, Arrays], embedding: tuple[Arrays, Arrays], campplus: tuple[Arrays, Arrays]
) -> None:
    norm = {"sincnet.wav_norm1d.weight", "sincnet.wav_norm1d.bias"}  # the waveform's: before the first stage
    for (tensors, _), stages in ((segmentation, SEGMENTATION), (embedding, EMBEDDING), (campplus, CAMPPLUS_STAGES)):
        owned = [name for stage in stages if stage != "sincnet.0.conv" for name in tensors_of(stage, tensors)]
        assert len(owned) == len(set(owned))
        kept = {n for n in tensors if not n.startswith("fbank") and not n.endswith("num_batches_tracked")}
        assert kept - set(owned) <= norm

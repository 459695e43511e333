"""The same weights and the same speech through torch and through MLX."""

import wave
from collections.abc import Iterator
from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file
from whisper_diarize_train.networks import PyanNet, WeSpeakerResNet34, statistics_pool

from whisper_diarize.models import bundled_directory
from whisper_diarize.nn import EmbeddingNetwork, SegmentationNetwork
from whisper_diarize.weights import load_embedding, load_segmentation
from whisper_diarize.weights.contract import NOT_WEIGHTS

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parents[2] / "samples" / "standup.wav"
CORRELATION = 0.99999
WINDOW_SECONDS = 10


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    """Torch's threads wait for each other when other programs want the cores."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def speech() -> np.ndarray:
    """Two windows of 10 s from the middle of the sample: (2, 160000)."""
    with wave.open(str(SAMPLE)) as file:
        file.setpos(20 * file.getframerate())
        samples = np.frombuffer(file.readframes(2 * WINDOW_SECONDS * file.getframerate()), dtype="<i2")
    return (samples / 32768).astype(np.float32).reshape(2, -1)


@pytest.fixture(scope="module")
def masks() -> np.ndarray:
    """Who talks when, at the segmentation's frames: everybody, the first half, a few frames, one, nobody."""
    masks = np.zeros((2, 5, 589), np.float32)
    masks[:, 0] = 1
    masks[:, 1, :300] = 1
    masks[:, 2, 100:110] = 1
    masks[:, 3, 400] = 1
    return masks


def stored(network: torch.nn.Module, path: Path) -> Path:
    save_file({name: tensor.numpy() for name, tensor in network.state_dict().items()}, path)
    return path


def random_pyannet(num_lstm_layers: int) -> PyanNet:
    torch.manual_seed(0)
    network = PyanNet(num_lstm_layers=num_lstm_layers)
    with torch.no_grad():
        for parameter in network.lstm.parameters():
            parameter.mul_(3)  # torch starts with weights so small that hardly anything depends on the input
    return network


def random_resnet(width: int) -> WeSpeakerResNet34:
    torch.manual_seed(0)
    network = WeSpeakerResNet34(width=width)
    for name, buffer in network.named_buffers():
        if name.endswith("running_mean"):
            buffer.normal_(0, 0.1)
        if name.endswith("running_var"):
            buffer.uniform_(0.5, 2)
    return network


def filled(network: torch.nn.Module, path: Path) -> torch.nn.Module:
    """Give a torch network the weights of a file; all but the filterbank's tables and counters must be there."""
    weights = {name: torch.from_numpy(tensor).float() for name, tensor in load_file(path).items()}
    found = network.load_state_dict(weights, strict=False)
    assert not found.unexpected_keys
    assert all(name.endswith(NOT_WEIGHTS) for name in found.missing_keys)
    return network


@pytest.fixture(scope="module", params=[1, 4, "bundled"], ids="{} LSTM layers".format)
def pyannets(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[PyanNet, SegmentationNetwork]:
    """The same network in torch and in MLX, with random or with trained weights."""
    path = bundled_directory() / "segmentation.safetensors"
    if request.param == "bundled":
        ours = load_segmentation(path)
        return filled(PyanNet(ours.dimensions.num_lstm_layers), path).eval().requires_grad_(requires_grad=False), ours  # type: ignore[return-value]  # of this kind here
    network = random_pyannet(request.param).eval().requires_grad_(requires_grad=False)
    return network, load_segmentation(stored(network, tmp_path_factory.mktemp("torch") / "segmentation.safetensors"))


@pytest.fixture(scope="module", params=[20, "bundled"], ids="width {}".format)
def resnets(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[WeSpeakerResNet34, EmbeddingNetwork]:
    """The same network in torch and in MLX, with random or with trained weights."""
    path = bundled_directory() / "embedding.safetensors"
    if request.param == "bundled":
        ours = load_embedding(path)
        assert isinstance(ours, EmbeddingNetwork)
        return filled(WeSpeakerResNet34(ours.dimensions.width), path).eval().requires_grad_(requires_grad=False), ours  # type: ignore[return-value]  # of this kind here
    network = random_resnet(request.param).eval().requires_grad_(requires_grad=False)
    ours = load_embedding(stored(network, tmp_path_factory.mktemp("torch") / "embedding.safetensors"))
    assert isinstance(ours, EmbeddingNetwork)
    return network, ours


@pytest.fixture(scope="module")
def logits(pyannets: tuple[PyanNet, SegmentationNetwork], speech: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Torch's, and ours."""
    torch_network, ours = pyannets
    return torch_network.logits(torch.from_numpy(speech)).numpy(), ours.logits(speech)


@pytest.fixture(scope="module")
def trunks(resnets: tuple[WeSpeakerResNet34, EmbeddingNetwork], speech: np.ndarray) -> tuple[torch.Tensor, np.ndarray]:
    """Torch's frames, (batch, channels, frames), and ours, (batch, frames, channels)."""
    torch_network, ours = resnets
    fbank = torch_network.fbank(torch.from_numpy(speech))
    return torch_network.resnet.frames(fbank), np.array(ours._network.frames(mx.array(fbank.numpy())))


def correlation(ours: np.ndarray, theirs: np.ndarray) -> float:
    return float(np.corrcoef(ours.ravel(), theirs.ravel())[0, 1])


def largest_difference(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Return it as a share of the largest value."""
    return float(np.abs(ours - theirs).max() / np.abs(theirs).max())


def test_sincnet_gives_the_same_features(pyannets: tuple[PyanNet, SegmentationNetwork], speech: np.ndarray) -> None:
    torch_network, ours = pyannets
    mine = np.array(ours._network.sincnet(mx.array(speech)))
    expected = torch_network.sincnet(torch.from_numpy(speech)[:, None]).swapaxes(1, 2).numpy()
    assert largest_difference(mine, expected) < 1e-4
    assert correlation(mine, expected) > 1 - 1e-8


def test_lstm_gives_the_same_states(pyannets: tuple[PyanNet, SegmentationNetwork]) -> None:
    torch_network, ours = pyannets
    x = np.random.default_rng(0).normal(0, 1, (3, 50, 60)).astype(np.float32)
    expected = torch_network.lstm(torch.from_numpy(x))[0].numpy()
    np.testing.assert_allclose(np.array(ours._network.lstm(mx.array(x))), expected, atol=1e-5)


def test_logits_are_the_same(logits: tuple[np.ndarray, np.ndarray]) -> None:
    expected, mine = logits
    assert largest_difference(mine, expected) < 1e-3
    assert correlation(mine, expected) > CORRELATION


def test_decisions_are_the_same(logits: tuple[np.ndarray, np.ndarray]) -> None:
    expected, mine = logits
    assert (mine.argmax(axis=-1) == expected.argmax(axis=-1)).mean() > 0.999


def test_fbank_is_the_same(resnets: tuple[WeSpeakerResNet34, EmbeddingNetwork], speech: np.ndarray) -> None:
    torch_network, ours = resnets
    expected = torch_network.fbank(torch.from_numpy(speech)).numpy()
    np.testing.assert_allclose(ours.features(speech), expected, atol=2e-3)
    assert correlation(ours.features(speech), expected) > 1 - 1e-8


def test_trunk_gives_the_same_frames(trunks: tuple[torch.Tensor, np.ndarray]) -> None:
    theirs, mine = trunks
    assert largest_difference(mine, theirs.swapaxes(1, 2).numpy()) < 1e-4


def test_voices_are_the_same_pooled_together_or_apart(
    resnets: tuple[WeSpeakerResNet34, EmbeddingNetwork],
    trunks: tuple[torch.Tensor, np.ndarray],
    speech: np.ndarray,
    masks: np.ndarray,
) -> None:
    torch_network, ours = resnets
    mine = ours.embed(ours.features(speech), masks)
    pooled = [statistics_pool(trunks[0], torch.from_numpy(masks[:, speaker])) for speaker in range(masks.shape[1])]
    expected = torch_network.resnet.seg_1(torch.stack(pooled, dim=1)).numpy()
    assert largest_difference(mine, expected) < 1e-4
    assert correlation(mine, expected) > CORRELATION

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tests.benchmarks.speed_model import prepare
from whisper_diarize.models import load_model
from whisper_diarize.nn import ResNetDimensions
from whisper_diarize.weights import load_embedding

WIDTH, LAYERS = 24, 4


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("larger")
    prepare("bundled", folder, WIDTH, LAYERS)
    return folder


@pytest.fixture
def window(interview: Path) -> NDArray[np.float32]:
    samples, _ = soundfile.read(interview, dtype="float32", frames=5 * 16_000)
    return samples[None]


def test_networks_have_the_size_that_was_asked_for(larger: Path) -> None:
    model = load_model(larger)
    dimensions = load_embedding(larger).dimensions
    assert isinstance(dimensions, ResNetDimensions)
    assert dimensions.width == WIDTH
    assert model.segmentation.dimensions.num_lstm_layers == LAYERS


def test_wider_network_hears_the_same_voice(larger: Path, window: NDArray[np.float32]) -> None:
    masks = np.ones((1, 1, 100), np.float32)
    ours, bundled = (
        network.embed(network.features(window), masks)[0, 0]
        for network in (load_model(larger).embedding, load_model("bundled").embedding)
    )
    np.testing.assert_allclose(ours, bundled, rtol=1e-3, atol=1e-3 * np.abs(bundled).max())


def test_added_channels_are_alive(larger: Path, window: NDArray[np.float32]) -> None:
    network = load_embedding(larger)
    stages = network.stages(window, np.ones((1, 1, 100), np.float32))
    last = stages["resnet.layer4.2"]
    added = last[..., 8 * last.shape[-1] // WIDTH :]
    assert 0.1 < (added > 0).mean() < 0.9
    assert np.abs(added).max() < 1e4


def test_deeper_network_decides_the_same(larger: Path, window: NDArray[np.float32]) -> None:
    ours, bundled = (model.segmentation.logits(window)[0] for model in (load_model(larger), load_model("bundled")))
    assert (ours.argmax(axis=-1) == bundled.argmax(axis=-1)).mean() > 0.99


def test_description_says_what_was_enlarged(larger: Path) -> None:
    assert json.loads((larger / "config.json").read_text())["name"] == "bundled, embedding 24, segmentation 4"


@pytest.mark.parametrize(("width", "layers", "message"), [(4, None, "--width"), (None, 1, "--lstm-layers")])
def test_networks_cannot_be_made_smaller(width: int | None, layers: int | None, message: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=f"{message} must be at least"):
        prepare("bundled", tmp_path, width, layers)


def test_a_model_that_clusters_by_a_graph_gets_what_all_contestants_have(tmp_path: Path) -> None:
    prepare("bundled", tmp_path, duration=8.0)
    config = load_model(tmp_path).config
    assert (config.duration, config.clustering) == (8.0, "ahc")

import numpy as np
import pytest

from whisper_diarize.models import Model, bundled_directory, load_model
from whisper_diarize.nn import CamPlusPlusNetwork, EmbeddingNetwork
from whisper_diarize.weights import load_embedding


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


@pytest.fixture(scope="module")
def embedding() -> EmbeddingNetwork | CamPlusPlusNetwork:
    return load_embedding(bundled_directory())


@pytest.fixture(scope="module")
def samples() -> np.ndarray:
    return np.random.default_rng(0).uniform(-0.1, 0.1, (2, 8000)).astype(np.float32)


def test_the_last_stage_of_the_segmentation_is_its_output(model: Model, samples: np.ndarray) -> None:
    stages = model.segmentation.stages(samples)
    assert list(stages)[-1] == "classifier"
    np.testing.assert_allclose(stages["classifier"], model.segmentation.logits(samples), atol=1e-5)


def test_every_layer_of_the_segmentation_is_a_stage(model: Model, samples: np.ndarray) -> None:
    sincnet = ["sincnet.filters", *(f"sincnet.{n}{part}" for n in range(3) for part in (".conv", ""))]
    layers = [f"lstm.{n}" for n in range(model.segmentation.dimensions.num_lstm_layers)]
    assert list(model.segmentation.stages(samples)) == [*sincnet, *layers, "linear.0", "linear.1", "classifier"]


def test_the_last_stage_of_the_embedding_is_its_output(
    embedding: EmbeddingNetwork | CamPlusPlusNetwork, samples: np.ndarray
) -> None:
    masks = np.array([[[0, 1, 1]], [[1, 1, 0]]], dtype=np.float32)
    stages = embedding.stages(samples, masks)
    assert list(stages)[-1] == "resnet.seg_1"
    expected = embedding.embed(embedding.features(samples), masks)
    np.testing.assert_allclose(stages["resnet.seg_1"], expected, atol=1e-4)


def test_every_block_of_the_embedding_is_a_stage(
    embedding: EmbeddingNetwork | CamPlusPlusNetwork, samples: np.ndarray
) -> None:
    blocks = [f"resnet.layer{n}.{block}" for n, blocks in enumerate((3, 4, 6, 3), start=1) for block in range(blocks)]
    names = list(embedding.stages(samples, np.ones((2, 1, 1), np.float32)))
    assert names == ["fbank", "resnet.conv1", *blocks, "resnet.pool", "resnet.seg_1"]

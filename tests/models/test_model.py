import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tests.fakes.optional import present
from tests.fakes.small_models import Tensors
from whisper_diarize.errors import ModelError, OptionError
from whisper_diarize.models import load_model
from whisper_diarize.nn import PyanNetDimensions
from whisper_diarize.weights.contract import Shapes, segmentation_shapes

CONFIG = {"name": "test", "clustering_threshold": 0.7}


def random_tensors(shapes: Shapes) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    return {name: rng.uniform(0.1, 0.2, shape).astype(np.float32) for name, shape in shapes.items()}


@pytest.fixture
def directory(tmp_path: Path, segmentation: Tensors, embedding: Tensors) -> Path:
    save_file(segmentation, tmp_path / "segmentation.safetensors")
    save_file(embedding, tmp_path / "embedding.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    return tmp_path


def test_directory_is_a_model(directory: Path) -> None:
    model = load_model(directory)
    assert (model.config.name, model.segmentation.dimensions.num_classes) == ("test", 7)


def test_unknown_model_lists_the_known_ones() -> None:
    with pytest.raises(OptionError, match=r"no diarization model 'nonsuch'; there is: .*bundled"):
        load_model("nonsuch")


@pytest.mark.parametrize("name", ["config.json", "segmentation.safetensors", "embedding.safetensors"])
def test_directory_without_one_of_its_files_is_a_model_error(directory: Path, name: str) -> None:
    (directory / name).unlink()
    with pytest.raises(ModelError, match=name):
        load_model(directory)


def test_pipeline_is_a_model(pipeline: Path) -> None:
    model = load_model(pipeline)
    assert model.segmentation.dimensions.num_classes == 7
    assert model.embedding.embed(np.ones((1, 9, 80), np.float32), np.ones((1, 2, 9), np.float32)).shape == (1, 2, 5)
    assert (model.config.max_speakers_per_chunk, model.config.max_speakers_per_frame) == (3, 2)
    assert present(model.plda).lda.shape == (5, 3)


def test_vbx_without_a_plda_says_what_is_missing(directory: Path) -> None:
    (directory / "config.json").write_text(json.dumps(CONFIG | {"clustering": "vbx"}))
    with pytest.raises(ModelError, match=r"needs a PLDA, .* lacks plda/xvec_transform\.npz and plda/plda\.npz"):
        load_model(directory)


def test_three_classes_are_speakers_if_nobody_says_otherwise(directory: Path) -> None:
    shapes = segmentation_shapes(PyanNetDimensions(num_classes=3, num_lstm_layers=1))
    save_file(random_tensors(shapes), directory / "segmentation.safetensors")
    assert load_model(directory).config.max_speakers_per_frame is None


@pytest.mark.parametrize("at_once", [None, 1, 3])
def test_classes_that_the_description_does_not_explain_are_an_error(directory: Path, at_once: int | None) -> None:
    (directory / "config.json").write_text(json.dumps(CONFIG | {"max_speakers_per_frame": at_once}))
    with pytest.raises(ModelError, match=r"implies \d+ classes .* has 7"):
        load_model(directory)


def test_fingerprint_is_that_of_both_weight_files(directory: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    same = shutil.copytree(directory, tmp_path_factory.mktemp("model") / "same")
    before = load_model(directory).fingerprint
    assert load_model(same).fingerprint == before
    tensors = load_file(directory / "embedding.safetensors")
    save_file({name: 2 * tensor for name, tensor in tensors.items()}, directory / "embedding.safetensors")
    assert load_model(directory).fingerprint not in (None, before)

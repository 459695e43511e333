import json
from pathlib import Path

import pytest

from whisper_diarize.errors import ModelError
from whisper_diarize.models import find_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("segmentation.safetensors", "embedding.safetensors"):
        (tmp_path / name).touch()
    (tmp_path / "config.json").write_text(json.dumps({"name": "m", "clustering_threshold": 0.7, "trained_on": 3}))
    return tmp_path


def test_our_folder(folder: Path) -> None:
    files = find_files(folder)
    assert files.segmentation == folder / "segmentation.safetensors"
    assert files.embedding == folder / "embedding.safetensors"
    assert (files.config.name, files.plda) == ("m", None)
    assert files.explicit_fields == {"name", "clustering_threshold"}


def test_our_folder_with_a_plda(folder: Path) -> None:
    (folder / "plda").mkdir()
    assert find_files(folder).plda is None
    (folder / "plda" / "plda.npz").touch()
    assert find_files(folder).plda == (folder / "plda" / "xvec_transform.npz", folder / "plda" / "plda.npz")


def test_folder_of_a_pipeline(pipeline: Path) -> None:
    files = find_files(pipeline)
    assert files.segmentation == pipeline / "segmentation" / "pytorch_model.bin"
    assert files.embedding == pipeline / "embedding" / "pytorch_model.bin"
    assert files.plda == (pipeline / "plda" / "xvec_transform.npz", pipeline / "plda" / "plda.npz")
    assert (files.config.clustering, files.explicit_fields) == ("vbx", frozenset())


def test_our_description_comes_before_a_pipelines(pipeline: Path) -> None:
    (pipeline / "config.json").write_text('{"name": "ours", "clustering_threshold": 0.7}')
    assert find_files(pipeline).config.name == "ours"


@pytest.mark.parametrize("suffix", [".safetensors", ".bin", ".ckpt", ".npz", ".pt", ".pth"])
def test_weights_may_have_any_known_format(folder: Path, suffix: str) -> None:
    path = (folder / "segmentation.safetensors").rename(folder / f"segmentation{suffix}")
    assert find_files(folder).segmentation == path


def test_safetensors_come_first(pipeline: Path) -> None:
    for suffix in (".npz", ".ckpt", ".safetensors"):
        (pipeline / "segmentation" / f"model{suffix}").touch()
    assert find_files(pipeline).segmentation.name == "model.safetensors"
    (pipeline / "segmentation" / "model.safetensors").unlink()
    assert find_files(pipeline).segmentation.name == "pytorch_model.bin"


def test_several_files_of_a_format_are_an_error(pipeline: Path) -> None:
    (pipeline / "embedding" / "other.bin").touch()
    with pytest.raises(ModelError, match=r"embedding: which of other\.bin, pytorch_model\.bin"):
        find_files(pipeline)


@pytest.mark.parametrize("name", ["segmentation", "embedding"])
def test_missing_network_is_named(pipeline: Path, name: str) -> None:
    (pipeline / name / "pytorch_model.bin").unlink()
    with pytest.raises(ModelError, match=rf"^[^\n]*lacks its {name}[^\n]*$"):
        find_files(pipeline)


def test_folder_without_a_description_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"neither config\.json nor a pipeline's config\.yaml"):
        find_files(tmp_path)

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mlx.utils import tree_flatten
from safetensors.numpy import load_file, save_file

from tests.fakes.optional import present
from tests.fakes.small_models import Tensors
from whisper_diarize.errors import ExportError, ModelError
from whisper_diarize.models import bundled_directory, convert, describe, find_files, load_model
from whisper_diarize.weights import load_embedding, load_segmentation


def parameters(network: Any) -> dict[str, np.ndarray]:
    return {name: np.array(value) for name, value in tree_flatten(network._network.parameters())}  # type: ignore[str-unpack]  # pairs, of an untyped library


def assert_same(ours: object, theirs: object) -> None:
    first, second = parameters(ours), parameters(theirs)
    assert first.keys() == second.keys()
    for name, value in first.items():
        np.testing.assert_array_equal(value, second[name], err_msg=name)


@pytest.fixture
def destination(tmp_path: Path) -> Path:
    return tmp_path / "converted"


def test_pipeline_becomes_our_folder_with_the_same_parameters(pipeline: Path, destination: Path) -> None:
    convert(pipeline, destination)
    model, converted = load_model(pipeline), load_model(destination)
    assert_same(model.segmentation, converted.segmentation)
    assert_same(model.embedding, converted.embedding)
    assert converted.config == model.config
    for name in ("mean1", "mean2", "lda", "mu", "tr", "psi"):
        np.testing.assert_array_equal(getattr(model.plda, name), getattr(converted.plda, name))


def test_converted_folder_has_our_files_and_no_others(pipeline: Path, destination: Path) -> None:
    convert(find_files(pipeline), destination)
    names = {str(path.relative_to(destination)) for path in destination.rglob("*") if path.is_file()}
    assert names == {
        "segmentation.safetensors",
        "embedding.safetensors",
        "config.json",
        "plda/xvec_transform.npz",
        "plda/plda.npz",
    }


def test_bundled_model_survives(destination: Path) -> None:
    convert(bundled_directory(), destination)
    model, converted = load_model(), load_model(destination)
    assert_same(model.segmentation, converted.segmentation)
    assert_same(model.embedding, converted.embedding)
    assert converted.config == model.config
    assert json.loads((destination / "config.json").read_text())["licence"] == "MIT"


def test_float16_halves_the_files(pipeline: Path, destination: Path, segmentation: Tensors) -> None:
    convert(pipeline, destination, dtype="float16")
    stored = load_file(destination / "segmentation.safetensors")
    for name, tensor in segmentation.items():
        dtype = np.float32 if "filterbank" in name else np.float16  # Hz: float16 would move the filters
        assert stored[name].dtype == dtype
        np.testing.assert_array_equal(stored[name], tensor.astype(dtype))
    assert present(describe(destination).embedding).dtypes == ("float16",)
    load_model(destination)


def test_weights_too_large_for_float16_are_named(
    save: Callable[[Tensors], Path], segmentation: Tensors, tmp_path: Path
) -> None:
    segmentation["linear.1.bias"][3] = 7e4
    with pytest.raises(ModelError, match=r"linear\.1\.bias reaches 70000, too much for float16; choose float32"):
        convert(save(segmentation), tmp_path / "out.safetensors", dtype="float16")
    assert not (tmp_path / "out.safetensors").exists()


def test_one_file_becomes_one_file(pipeline: Path, tmp_path: Path) -> None:
    for name, load in (("segmentation", load_segmentation), ("embedding", load_embedding)):
        source, destination = pipeline / name / "pytorch_model.bin", tmp_path / f"{name}.safetensors"
        convert(source, destination)
        assert_same(load(source), load(destination))


def test_what_a_file_says_about_itself_survives(
    tmp_path: Path, segmentation: Tensors, library: Callable[..., type]
) -> None:
    import torch

    specifications = library("pyannote.audio.core.task", "Specifications")()
    problem = library("pyannote.audio.core.task", "Problem")
    problem.__reduce__ = lambda _: (problem, (2,))  # type: ignore[assignment, method-assign, misc]  # a fake in its place
    specifications.__dict__ |= {"problem": problem(), "classes": list("abcdefg"), "duration": 5.0}
    state = {name: torch.from_numpy(tensor) for name, tensor in segmentation.items()}
    path = tmp_path / "model.ckpt"
    torch.save({"state_dict": state, "pyannote.audio": {"specifications": specifications}}, path)
    convert(path, tmp_path / "out.safetensors")
    for file in (path, tmp_path / "out.safetensors"):
        found = describe(file).segmentation
        assert (present(found).duration, present(found).classes) == (5.0, "7 speakers (multilabel)")


def test_one_file_needs_the_name_of_a_file(
    save: Callable[[Tensors], Path], segmentation: Tensors, destination: Path
) -> None:
    with pytest.raises(ExportError, match=r"its name must end in \.safetensors"):
        convert(save(segmentation), destination)


def test_file_of_neither_network_is_refused(save: Callable[[Tensors], Path], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="neither a segmentation model nor an embedding model"):
        convert(save({"a": np.ones(1, np.float32)}), tmp_path / "out.safetensors")


def test_what_is_there_is_kept_unless_forced(pipeline: Path, destination: Path) -> None:
    destination.mkdir()
    (destination / "precious").touch()
    with pytest.raises(ExportError, match="is there already"):
        convert(pipeline, destination)
    assert [path.name for path in destination.iterdir()] == ["precious"]
    convert(pipeline, destination, force=True)
    load_model(destination)


def test_one_file_that_is_there_is_kept_unless_forced(
    save: Callable[[Tensors], Path], segmentation: Tensors, tmp_path: Path
) -> None:
    destination = tmp_path / "out.safetensors"
    destination.write_text("precious")
    with pytest.raises(ExportError, match="is there already"):
        convert(save(segmentation), destination)
    assert destination.read_text() == "precious"
    convert(save(segmentation), destination, force=True)
    load_segmentation(destination)


def test_forced_model_without_a_plda_does_not_keep_the_old_one(pipeline: Path, destination: Path) -> None:
    convert(pipeline, destination)
    convert(bundled_directory(), destination, force=True)
    assert load_model(destination).plda is None


def test_failed_conversion_leaves_nothing(pipeline: Path, destination: Path, embedding: Tensors) -> None:
    del embedding["resnet.bn1.bias"]
    save_file(embedding, pipeline / "embedding" / "model.safetensors")
    with pytest.raises(ModelError, match=r"resnet\.bn1\.bias"):
        convert(pipeline, destination)
    assert not destination.exists()


def test_half_written_folder_is_no_model(pipeline: Path, destination: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The description is written last, and an old one goes first."""
    convert(pipeline, destination)

    def fail(path: Path, content: object) -> None:
        raise ExportError(f"{path}: the disk is full")

    monkeypatch.setattr(sys.modules["whisper_diarize.models.convert"], "write_atomically", fail)
    with pytest.raises(ExportError, match="disk is full"):
        convert(pipeline, destination, force=True)
    with pytest.raises(ModelError, match="no model"):
        load_model(destination)

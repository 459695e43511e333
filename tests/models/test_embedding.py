"""The embedding of a model is of the architecture that its description says."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from tests.fakes.optional import present
from tests.fakes.plugin_embedding import DIM, bands_plugin, write_bands_model
from tests.fakes.small_models import Tensors
from whisper_diarize.catalogue import Catalogue
from whisper_diarize.errors import ModelError
from whisper_diarize.models import convert, describe, find_files, load_model
from whisper_diarize.models.accuracy import settings
from whisper_diarize.models.model import check_files
from whisper_diarize.protocols import FastEmbedder

CONFIG = {"name": "test", "clustering_threshold": 0.7}


@pytest.fixture
def catalogue() -> Catalogue:
    """The models of a run in which `bands` is registered by a plugin of a distribution."""
    made = Catalogue()
    made.architectures.registrar("mine")("bands", bands_plugin().load)
    made.architectures.releases["mine"] = "mine-voices 1.0"
    return made


@pytest.fixture
def bands(tmp_path: Path) -> Path:
    return write_bands_model(tmp_path / "bands")


@pytest.fixture
def model(tmp_path: Path, segmentation: Tensors) -> Callable[[Tensors, str], Path]:
    """Write a model with an embedding of ours, and its architecture."""

    def write(embedding: Tensors, architecture: str) -> Path:
        save_file(segmentation, tmp_path / "segmentation.safetensors")
        save_file(
            {name: np.ascontiguousarray(tensor) for name, tensor in embedding.items()}, tmp_path / "embedding.npz"
        )
        (tmp_path / "embedding.npz").rename(tmp_path / "embedding.safetensors")
        (tmp_path / "config.json").write_text(json.dumps({**CONFIG, "embedding_architecture": architecture}))
        return tmp_path

    return write


def test_what_the_file_holds_may_be_stated(
    model: Callable[[Tensors, str], Path], embedding: Tensors, campplus: Tensors
) -> None:
    for tensors, architecture in ((embedding, "resnet"), (campplus, "campplus")):
        assert load_model(model(tensors, architecture)).config.embedding_architecture == architecture


def test_other_than_the_file_holds_is_an_error(model: Callable[[Tensors, str], Path], campplus: Tensors) -> None:
    with pytest.raises(ModelError, match=r"embedding\.safetensors: the file holds a campplus, but .* test is resnet;"):
        load_model(model(campplus, "resnet"))


def test_architecture_that_no_plugin_registers_is_an_error_with_those_that_there_are(bands: Path) -> None:
    reason = (
        r"embedding\.npz: the model by bands needs .* 'bands', which no plugin registers; there is: resnet, campplus;"
    )
    with pytest.raises(ModelError, match=reason):
        load_model(bands)
    with pytest.raises(ModelError, match=reason):
        check_files(find_files(bands), ("resnet", "campplus"))


def test_network_of_a_plugin_is_loaded_when_it_is_first_used(bands: Path, catalogue: Catalogue) -> None:
    (bands / "embedding.npz").write_bytes(b"no archive")
    loaded = load_model(bands, catalogue)
    with pytest.raises(Exception, match=r"'bands' of plugin 'mine' \(mine-voices 1\.0\) failed: .*embedding\.npz: "):
        _ = loaded.embedding


def test_release_of_the_plugin_belongs_to_the_fingerprint(bands: Path, catalogue: Catalogue) -> None:
    first = present(load_model(bands, catalogue).fingerprint)
    catalogue.architectures.releases["mine"] = "mine-voices 1.1"
    assert first.endswith(" bands of mine-voices 1.0")
    assert load_model(bands, catalogue).fingerprint not in (None, first)


def test_fingerprint_is_unknown_if_the_plugin_has_no_release(bands: Path, catalogue: Catalogue) -> None:
    catalogue.architectures.releases.clear()
    assert load_model(bands, catalogue).fingerprint is None


def test_plda_must_fit_the_vectors_of_the_plugin(bands: Path, catalogue: Catalogue, plda: dict[str, Any]) -> None:
    (bands / "plda").mkdir()
    np.savez(bands / "plda" / "xvec_transform.npz", **{name: plda[name] for name in ("mean1", "mean2", "lda")})
    np.savez(bands / "plda" / "plda.npz", **{name: plda[name] for name in ("mu", "tr", "psi")})
    with pytest.raises(ModelError, match=rf"mean1 must be of shape \({DIM},\) for voice vectors of length {DIM}"):
        load_model(bands, catalogue)
    assert describe(bands).plda == (5, 3)


def test_description_has_the_name_alone(bands: Path) -> None:
    embedding = present(describe(bands).embedding)
    assert (embedding.architecture, embedding.path) == ("bands", bands / "embedding.npz")
    assert (embedding.dimensions, embedding.blocks, embedding.num_parameters) == (None, (), 0)


def test_file_of_a_plugin_is_not_converted(bands: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"embedding\.npz: its architecture, bands, is known to a plugin alone"):
        convert(bands, tmp_path / "converted")


def test_file_of_a_plugin_may_have_any_suffix_but_must_be_one(bands: Path) -> None:
    (bands / "embedding.npz").rename(bands / "embedding.onnx")
    assert find_files(bands).embedding == bands / "embedding.onnx"
    (bands / "embedding.txt").touch()
    with pytest.raises(ModelError, match=r"must have one file embedding\.\*, .* it has: embedding.onnx, embedding.txt"):
        find_files(bands)


def test_settings_that_were_measured_hold_whether_ours_is_stated_or_not(
    model: Callable[[Tensors, str], Path], embedding: Tensors, bands: Path
) -> None:
    stated = settings(find_files(model(embedding, "resnet")))
    assert settings(find_files(model(embedding, ""))) == stated
    assert settings(find_files(bands))["embedding_architecture"] == "bands"


def test_network_of_a_plugin_without_parts_has_none(bands: Path, catalogue: Catalogue) -> None:
    assert not isinstance(load_model(bands, catalogue).embedding, FastEmbedder)

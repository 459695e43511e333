import io
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.fakes.fake_hub import COMMIT, FakeHub, Repository
from tests.fakes.optional import present
from tests.fakes.small_models import Tensors
from whisper_diarize.diarization import load
from whisper_diarize.errors import HubError, ModelError, OptionError
from whisper_diarize.models import NamedModel, bundled_directory, resolve
from whisper_diarize.models.catalogue import COMMUNITY_1, HUB_MODELS, PYANNOTE_3_1, File
from whisper_diarize.models.fetch import download, folders
from whisper_diarize.models.resolve import on_hub

SEGMENTATION, EMBEDDING = (repository.name for repository in PYANNOTE_3_1.repositories)


@pytest.fixture
def pyannote(fake_hub: FakeHub) -> None:
    """The two repositories of pyannote-3.1, with other contents."""
    fake_hub.add(SEGMENTATION, {"weights.npz": b"segmentation", "README.md": b""}, commit="a" * 40)
    fake_hub.add(EMBEDDING, {"weights.npz": b"embedding", "config.json": b"{}"}, commit="b" * 40)


@pytest.fixture
def shared(fake_hub: FakeHub, model_files: dict[str, bytes]) -> Repository:
    """A repository of somebody's, laid out as our models are."""
    return fake_hub.add("someone/diarizer", {**model_files, "notes.md": b"x" * 100})


def test_bundled_is_in_the_package() -> None:
    assert resolve("bundled").segmentation.parent == bundled_directory()


def test_folder_is_taken_as_it_is(tmp_path: Path, model_files: dict[str, bytes]) -> None:
    write(tmp_path, model_files)
    assert resolve(tmp_path).config.name == "test"
    assert resolve(str(tmp_path)).segmentation == tmp_path / "segmentation.safetensors"


@pytest.mark.parametrize("name", ["nonsuch", "", "a/b/c", "../escape", "a/b@../c", "https://huggingface.co/a/b"])
def test_other_names_list_the_known_ones(fake_hub: FakeHub, name: str) -> None:
    with pytest.raises(OptionError) as caught:
        resolve(name)
    assert str(caught.value) == (
        f"there is no diarization model '{name}'; there is: auto, bundled, community-1, pyannote-3.1; "
        "or name a folder, or a repository of huggingface.co as owner/name"
    )
    assert fake_hub.requests == []


def test_pyannote_is_made_of_two_repositories_and_says_which_commits(pyannote: None) -> None:
    files = resolve("pyannote-3.1")
    assert (files.segmentation.read_bytes(), files.embedding.read_bytes()) == (b"segmentation", b"embedding")
    assert files.config.name == "pyannote-3.1@aaaaaaaa+bbbbbbbb"
    assert files.config.clustering_threshold == 0.7045654963945799


def test_weights_of_pyannote_are_read_whether_in_the_layout_of_torch_or_of_mlx(
    fake_hub: FakeHub, segmentation: Tensors, embedding: Tensors
) -> None:
    kernels = {name: t.transpose(0, 2, 3, 1) if t.ndim == 4 else t for name, t in embedding.items()}
    fake_hub.add(SEGMENTATION, {"weights.npz": npz(segmentation)}, commit="a" * 40)
    fake_hub.add(EMBEDDING, {"weights.npz": npz(kernels)}, commit="b" * 40)
    model = load("pyannote-3.1").model
    assert (model.config.name, model.config.clustering) == ("pyannote-3.1@aaaaaaaa+bbbbbbbb", "ahc")
    assert (model.segmentation.dimensions.num_classes, model.embedding.dimensions.dim) == (7, 5)  # type: ignore[attr-defined]  # there all the same


def test_community_1_is_a_pipeline_of_pyannote(
    fake_hub: FakeHub, monkeypatch: pytest.MonkeyPatch, pipeline: Any
) -> None:
    contents = {file.name: (pipeline / file.name).read_bytes() for file in COMMUNITY_1.repositories[0].files}
    files = tuple(File(name, None, sha256(content).hexdigest()) for name, content in contents.items())
    repository = replace(COMMUNITY_1.repositories[0], files=files)
    monkeypatch.setitem(HUB_MODELS, "community-1", replace(COMMUNITY_1, repositories=(repository,)))
    fake_hub.add(repository.name, contents, commit=repository.revision)
    model = load("community-1").model
    assert (model.config.name, model.config.licence) == ("community-1@3533c8cf", "CC-BY-4.0")
    assert (model.config.clustering, model.config.fb, present(model.plda).lda.shape) == ("vbx", 0.8, (5, 3))


def test_model_that_is_here_is_taken_without_asking(fake_hub: FakeHub, pyannote: None) -> None:
    files = resolve("pyannote-3.1")
    fake_hub.requests.clear()
    assert resolve("pyannote-3.1") == files
    assert fake_hub.requests == []


def test_only_the_repository_that_is_missing_is_downloaded(fake_hub: FakeHub, pyannote: None) -> None:
    resolve("pyannote-3.1").embedding.unlink()
    fake_hub.requests.clear()
    assert resolve("pyannote-3.1").embedding.is_file()
    assert not [request for request in fake_hub.requests if SEGMENTATION in request.path]


def test_community_1_is_pinned_and_its_files_must_be_the_published_ones(fake_hub: FakeHub) -> None:
    files = {file.name: b"something else" for file in COMMUNITY_1.repositories[0].files}
    fake_hub.add("pyannote/speaker-diarization-community-1", files, commit="3533c8cf8e369892e6b79ff1bf80f7b0286a54ee")
    with pytest.raises(HubError, match=r"config.yaml of pyannote/speaker-diarization-community-1 does not have"):
        resolve("community-1")


def test_pinned_revision_that_is_gone_is_not_replaced(fake_hub: FakeHub) -> None:
    fake_hub.add("pyannote/speaker-diarization-community-1", {"config.yaml": b""})
    with pytest.raises(HubError, match="has no revision 3533c8cf8e369892e6b79ff1bf80f7b0286a54ee; name the repository"):
        resolve("community-1")


def test_any_repository_will_do_and_what_is_not_needed_stays_there(shared: Repository) -> None:
    files = resolve("someone/diarizer")
    assert files.config.name == f"someone/diarizer@{COMMIT[:8]}"
    assert sorted(path.name for path in files.segmentation.parent.iterdir()) == [
        "config.json",
        "embedding.safetensors",
        "segmentation.safetensors",
    ]


def test_model_of_a_repository_finds_speakers_and_says_which_it_is(shared: Repository) -> None:
    assert load("someone/diarizer").model.config.name == f"someone/diarizer@{COMMIT[:8]}"


@pytest.mark.parametrize("revision", [COMMIT, COMMIT[:8], "main"])
def test_revision_of_a_repository_that_is_here_is_found(shared: Repository, fake_hub: FakeHub, revision: str) -> None:
    files = resolve(f"someone/diarizer@{COMMIT}") if revision != "main" else resolve("someone/diarizer")
    fake_hub.requests.clear()
    assert resolve(f"someone/diarizer@{revision}") == files
    assert fake_hub.requests == []


def test_repository_that_is_here_in_part_is_completed(shared: Repository) -> None:
    resolve("someone/diarizer").embedding.unlink()
    assert resolve("someone/diarizer").embedding.is_file()


def test_of_several_kinds_of_files_only_the_first_is_taken(fake_hub: FakeHub, model_files: dict[str, bytes]) -> None:
    fake_hub.add(
        "someone/diarizer", {**model_files, "segmentation/a.bin": b"", "embedding.ckpt": b"", "a/plda.npz": b""}
    )
    folder = resolve("someone/diarizer").segmentation.parent
    assert sorted(path.name for path in folder.iterdir()) == sorted(model_files)


def test_repository_without_a_model(fake_hub: FakeHub) -> None:
    fake_hub.add("someone/other", {"README.md": b""})
    with pytest.raises(
        ModelError, match=r"someone/other is not a diarization model: it has no config.json or config.yaml"
    ):
        resolve("someone/other")


def test_download_compares_what_is_here_with_its_checksum(shared: Repository) -> None:
    resolve("someone/diarizer").embedding.write_bytes(b"damaged")
    with pytest.raises(HubError, match=r"embedding.safetensors of someone/diarizer does not have the checksum"):
        download(on_hub("someone/diarizer"))
    assert folders(on_hub("someone/diarizer")) == []


@pytest.mark.parametrize("model", HUB_MODELS.values(), ids=list(HUB_MODELS))
def test_catalogue_has_a_licence_and_sizes_and_whole_checksums(model: NamedModel) -> None:
    files = [file for repository in model.repositories for file in repository.files]
    assert model.licence
    assert sum(file.size for file in files) > 30e6  # type: ignore[misc]  # a kind that only runs can tell
    assert {len(file.sha256) for file in files if file.sha256} <= {64}


def npz(tensors: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    np.savez(file, **tensors)
    return file.getvalue()


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)


@pytest.mark.parametrize("name", ["~nobody-of-that-name/x", "/" + "x" * 5000, "a\0b"])
def test_a_folder_that_cannot_be_looked_up_is_no_model(name: str) -> None:
    with pytest.raises(OptionError, match="there is no diarization model"):
        resolve(name)

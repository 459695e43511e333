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
from whisper_diarize import catalogue
from whisper_diarize.catalogue import (
    BUILT_IN,
    COMMUNITY_1,
    PYANNOTE_3_1,
    Catalogue,
    Credit,
    File,
    Folder,
    NamedModel,
    Source,
    built_in,
)
from whisper_diarize.diarization import load
from whisper_diarize.errors import HubError, ModelError, OptionError
from whisper_diarize.models import bundled_directory, find_named, resolve
from whisper_diarize.models.fetch import download, folders

SEGMENTATION, EMBEDDING = (repository.name for repository in PYANNOTE_3_1.sources)


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
        f"there is no diarization model '{name}'; there is: auto, bundled, community-1, pyannote-3.1, campplus; "
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


def test_community_1_is_a_pipeline_of_pyannote(fake_hub: FakeHub, pipeline: Any) -> None:
    contents = {file.name: (pipeline / file.name).read_bytes() for file in COMMUNITY_1.sources[0].files}
    files = tuple(File(name, None, sha256(content).hexdigest()) for name, content in contents.items())
    published = COMMUNITY_1.sources[0]
    assert isinstance(published, catalogue.Repository)
    repository = replace(published, files=files)
    fake_hub.add(repository.name, contents, commit=repository.revision)
    models = catalogue_of(replace(COMMUNITY_1, sources=(repository,)))
    model = load("community-1", models=models).model
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
    files = {file.name: b"something else" for file in COMMUNITY_1.sources[0].files}
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
        download(find_named("someone/diarizer"))
    assert folders(find_named("someone/diarizer")) == []


ANN = (Credit("her model", "Ann", "MIT"),)


def catalogue_of(*models: NamedModel) -> Catalogue:
    made = Catalogue()
    for model in models:
        made.registrar("test")(model)
    return made


def folder_model(path: Path, *files: File, config: dict[str, object] | None = None) -> Catalogue:
    source: Source = Folder(str(path), files)
    return catalogue_of(NamedModel("ours", "a model of the house", ANN, (source,), config=config))


def test_folder_with_a_name_describes_itself(tmp_path: Path, model_files: dict[str, bytes]) -> None:
    write(tmp_path, model_files)
    config = resolve("ours", folder_model(tmp_path)).config
    assert (config.name, config.licence, config.authors) == ("ours", "MIT", "Ann")


def test_two_files_of_a_folder_are_used_as_the_catalogue_says(tmp_path: Path, model_files: dict[str, bytes]) -> None:
    write(tmp_path, model_files)
    named = (File("segmentation.safetensors"), File("embedding.safetensors"))
    files = resolve("ours", folder_model(tmp_path, *named, config={"clustering_threshold": 0.3, "duration": 7.0}))
    assert (files.segmentation, files.embedding) == tuple(tmp_path / file.name for file in named)
    assert (files.config.clustering_threshold, files.config.duration) == (0.3, 7.0)
    assert files.explicit_fields == {"name", "clustering_threshold", "duration"}


def test_setting_that_no_model_has_is_refused(tmp_path: Path, model_files: dict[str, bytes]) -> None:
    write(tmp_path, model_files)
    named = (File("segmentation.safetensors"), File("embedding.safetensors"))
    with pytest.raises(ModelError, match="ours: there is no clustering 'dbscan'"):
        resolve("ours", folder_model(tmp_path, *named, config={"clustering_threshold": 0.3, "clustering": "dbscan"}))
    with pytest.raises(ModelError, match="ours: the model's description has no 'threshhold'"):
        resolve("ours", folder_model(tmp_path, *named, config={"clustering_threshold": 0.3, "threshhold": 1}))


def test_folder_with_a_name_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone: the model ours should be there, but there is no such folder"):
        resolve("ours", folder_model(tmp_path / "gone"))
    with pytest.raises(ModelError, match=r"the model ours should be there, but it lacks a.bin; put its files there"):
        resolve("ours", folder_model(tmp_path, File("a.bin")))


def test_files_of_a_folder_are_compared_with_their_checksums_where_it_is_asked_for(
    tmp_path: Path, model_files: dict[str, bytes]
) -> None:
    write(tmp_path, model_files)
    with pytest.raises(ModelError, match=r"config.json does not have the checksum that is known of it"):
        download(folder_model(tmp_path, File("config.json", None, "0" * 64)).model("ours"))


def test_folder_of_the_name_of_a_model_does_not_hide_it(
    tmp_path: Path, model_files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, model_files)
    (tmp_path / "ours").mkdir()
    monkeypatch.chdir(tmp_path)
    assert resolve("ours", folder_model(tmp_path)).config.authors == "Ann"


@pytest.mark.parametrize("model", BUILT_IN, ids=lambda model: model.name)
def test_our_entries_have_licences_authors_sizes_and_whole_checksums(model: NamedModel) -> None:
    assert all(credit.licence and credit.authors for credit in model.credits)
    assert sum(file.size or 0 for file in model.files) > 30e6
    assert {len(file.sha256) for file in model.files if file.sha256} <= {64}


def test_our_entries_are_found_by_their_names() -> None:
    assert [find_named(name) for name in built_in().names] == list(BUILT_IN)


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

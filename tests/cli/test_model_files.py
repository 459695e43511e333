import json
from pathlib import Path

import pytest

from tests.fakes.commands import Command
from tests.fakes.fake_hub import FakeHub
from tests.fakes.optional import present
from whisper_diarize.models import bundled_directory, describe

SEGMENTATION = bundled_directory() / "segmentation.safetensors"


def test_show_says_licence_parameters_and_layers(whisper_diarize: Command) -> None:
    result = whisper_diarize("models", "show", "bundled")
    assert result.stdout.startswith("bundled: licence MIT\nclustering: ward, price of a speaker 0.017\n")
    assert "segmentation: PyanNet; 1,473,265 parameters; float16; sets of at most 2 of 3 speakers\n" in result.stdout
    assert "embedding: WeSpeaker ResNet-34; 1,988,656 parameters; float16\n" in result.stdout


def test_show_has_every_tensor_if_asked(whisper_diarize: Command) -> None:
    result = whisper_diarize("models", "show", "bundled", "--layers")
    assert "lstm.weight_hh_l1_reverse" in result.stdout
    assert "512 x 128" in result.stdout


def test_show_of_one_file_is_one_network(whisper_diarize: Command) -> None:
    result = whisper_diarize("models", "show", SEGMENTATION, "--json")
    shown = json.loads(result.stdout)
    assert (shown["embedding"], shown["segmentation"]["path"]) == (None, str(SEGMENTATION))


def test_show_downloads_nothing(whisper_diarize: Command, fake_hub: FakeHub) -> None:
    result = whisper_diarize("models", "show", "community-1")
    assert result.exit_code == 1
    assert result.stderr == (
        "error: community-1 is not on this machine; download it: whisper-diarize models download community-1\n"
    )
    assert fake_hub.requests == []


@pytest.mark.parametrize("command", ["show", "convert"])
def test_file_that_is_not_there_is_one_line(whisper_diarize: Command, fake_hub: FakeHub, command: str) -> None:
    result = whisper_diarize("models", command, "gone.bin", *(["x.safetensors"] if command == "convert" else []))
    assert (result.exit_code, result.stderr) == (1, "error: gone.bin: there is no such file\n")


def test_convert_writes_a_model_that_can_be_used(whisper_diarize: Command, tmp_path: Path) -> None:
    result = whisper_diarize("models", "convert", "bundled", tmp_path / "half", "--dtype", "float16")
    assert result.stdout == f"wrote {tmp_path / 'half'} (7.0 MB)\n"
    assert present(describe(tmp_path / "half").embedding).dtypes == ("float16",)


def test_convert_writes_float32_unless_told_otherwise(whisper_diarize: Command, tmp_path: Path) -> None:
    whisper_diarize("models", "convert", SEGMENTATION, tmp_path / "x.safetensors")
    assert present(describe(tmp_path / "x.safetensors").segmentation).dtypes == ("float32",)


def test_convert_overwrites_only_if_forced(whisper_diarize: Command, tmp_path: Path) -> None:
    (tmp_path / "x.safetensors").write_text("mine")
    refused = whisper_diarize("models", "convert", SEGMENTATION, tmp_path / "x.safetensors")
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert (tmp_path / "x.safetensors").read_text() == "mine"
    assert whisper_diarize("models", "convert", SEGMENTATION, tmp_path / "x.safetensors", "--force").exit_code == 0


def test_convert_downloads_what_it_needs(whisper_diarize: Command, fake_hub: FakeHub, tmp_path: Path) -> None:
    files = {path.name: path.read_bytes() for path in bundled_directory().iterdir()}
    fake_hub.add("someone/diarizer", files)
    result = whisper_diarize("models", "convert", "someone/diarizer", tmp_path / "mine")
    assert result.exit_code == 0, result.stderr
    assert json.loads(Path(tmp_path / "mine" / "config.json").read_text())["name"] == "someone/diarizer@01234567"


def test_show_leaves_out_figures_of_other_weights(whisper_diarize: Command, tmp_path: Path) -> None:
    whisper_diarize("models", "convert", "bundled", tmp_path / "mine")
    figures = {"weights": "0", "settings": {}, "mode": "fast", "seed": 1, "rows": [], "voices": [], "words": []}
    (tmp_path / "mine" / "accuracy.json").write_text(json.dumps(figures))
    shown = whisper_diarize("models", "show", tmp_path / "mine")
    assert "accuracy.json beside the weights is not of these weights and settings; it is not shown\n" in shown.stderr
    assert (shown.exit_code, "one speaker" in shown.stdout) == (0, False)


def test_show_of_figures_that_cannot_be_read_is_one_line(whisper_diarize: Command, tmp_path: Path) -> None:
    whisper_diarize("models", "convert", "bundled", tmp_path / "mine")
    (tmp_path / "mine" / "accuracy.json").write_text("{")
    shown = whisper_diarize("models", "show", tmp_path / "mine")
    assert (shown.exit_code, shown.stderr.count("\n")) == (1, 1)

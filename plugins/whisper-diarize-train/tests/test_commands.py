import subprocess
import sys
from pathlib import Path

import pytest
import torch
import typer
from typer.testing import CliRunner
from whisper_diarize_train import corpus as corpora
from whisper_diarize_train import plugin
from whisper_diarize_train.commands import train
from whisper_diarize_train.networks import PyanNet, WeSpeakerResNet34

from whisper_diarize.models import read_config
from whisper_diarize.testing import conformance

pytestmark = pytest.mark.slow

COMMANDS = ("prepare", "segmentation", "embedding", "plda", "export", "tune", "evaluate", "curves")
SHORT = """
[segmentation]
steps = 1
batch_size = 1
validation_mixtures = 1
[embedding]
steps = 1
speakers_per_batch = 2
trial_sets = ["set0"]
[plda]
recordings = 3
dim = 8
[model]
clustering = "vbx"
"""
TAUGHT = """
[segmentation]
steps = 1
batch_size = 1
block_size = 1
validation_mixtures = 1
[embedding]
steps = 1
speakers_per_batch = 2
trial_sets = ["set0"]
"""


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    plugin.register_commands(app=app)
    return app


def test_register_commands_adds_train_with_its_commands(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["train", "--help"], terminal_width=200)

    assert result.exit_code == 0
    assert all(command in result.output for command in COMMANDS)


def test_prepared_trained_and_exported_model_is_a_directory(corpus_folder: Path, tmp_path: Path) -> None:
    data, run, out = tmp_path / "data", tmp_path / "run", tmp_path / "model"
    (tmp_path / "short.toml").write_text(SHORT)
    common = ["--run", str(run), "--config", str(tmp_path / "short.toml")]

    results = [
        CliRunner().invoke(train, arguments, catch_exceptions=False)
        for arguments in (
            ["prepare", str(corpus_folder), "--data", str(data)],
            ["segmentation", "--data", str(data), *common],
            ["embedding", "--data", str(data), *common],
            ["plda", "--data", str(data), *common],
            ["export", str(out), *common],
            ["curves", "--run", str(run)],
        )
    ]

    assert [result.exit_code for result in results] == [0] * 6
    assert sorted(path.name for path in out.iterdir()) == [
        "config.json",
        "embedding.safetensors",
        "plda",
        "segmentation.safetensors",
    ]
    assert read_config(out / "config.json").clustering == "vbx"
    assert all((run / name / "curves.png").read_bytes()[1:4] == b"PNG" for name in ("segmentation", "embedding"))


def test_both_networks_learn_from_teachers(corpus_folder: Path, tmp_path: Path) -> None:
    data, run = tmp_path / "data", tmp_path / "run"
    (tmp_path / "short.toml").write_text(TAUGHT)
    torch.save(PyanNet(1).state_dict(), tmp_path / "pyannet.bin")
    torch.save(WeSpeakerResNet34(8, 16).state_dict(), tmp_path / "resnet.pt")
    common = ["--data", str(data), "--run", str(run), "--config", str(tmp_path / "short.toml")]
    corpora.prepare(corpus_folder, data)

    results = [
        CliRunner().invoke(train, [name, *common, "--teacher", str(tmp_path / teacher)], catch_exceptions=False)
        for name, teacher in (("segmentation", "pyannet.bin"), ("embedding", "resnet.pt"))
    ]

    assert [result.exit_code for result in results] == [0, 0]
    assert len(torch.load(run / "segmentation" / "model.pt", weights_only=True)["classifier.bias"]) == 7
    assert (run / "embedding" / "resnet.npz").is_file()


def test_an_unknown_split_is_wrong_usage(tmp_path: Path) -> None:
    result = CliRunner().invoke(train, ["evaluate", str(tmp_path), "--data", str(tmp_path), "--split", "train"])

    assert result.exit_code == 2


def test_the_plugin_imports_no_torch() -> None:
    code = "import sys, whisper_diarize_train.plugin, whisper_diarize_train.commands; sys.exit('torch' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("case", conformance.cases("plugin"), ids=str)
def test_plugin_conforms(case: conformance.Case) -> None:
    case.check(lambda: plugin)

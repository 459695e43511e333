import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner
from whisper_diarize_train import plugin
from whisper_diarize_train.commands import train

COMMANDS = ("prepare", "segmentation", "embedding", "export", "evaluate")
SHORT = """
[segmentation]
minutes = 1e-4
batch_size = 1
validation_mixtures = 1
[embedding]
minutes = 1e-4
speakers_per_batch = 2
trial_sets = ["set0"]
"""


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    plugin.register_commands(app=app)
    return app


def test_register_commands_adds_train_with_its_commands(app: typer.Typer):
    result = CliRunner().invoke(app, ["train", "--help"], terminal_width=200)

    assert result.exit_code == 0
    assert all(command in result.output for command in COMMANDS)


def test_prepared_trained_and_exported_model_is_a_directory(corpus_folder: Path, tmp_path: Path):
    data, run, out = tmp_path / "data", tmp_path / "run", tmp_path / "model"
    (tmp_path / "short.toml").write_text(SHORT)
    common = ["--run", str(run), "--config", str(tmp_path / "short.toml")]

    results = [
        CliRunner().invoke(train, arguments, catch_exceptions=False)
        for arguments in (
            ["prepare", str(corpus_folder), "--data", str(data)],
            ["segmentation", "--data", str(data), *common],
            ["embedding", "--data", str(data), *common],
            ["export", str(out), *common],
        )
    ]

    assert [result.exit_code for result in results] == [0, 0, 0, 0]
    assert sorted(path.name for path in out.iterdir()) == [
        "config.json",
        "embedding.safetensors",
        "segmentation.safetensors",
    ]


def test_an_unknown_split_is_wrong_usage(tmp_path: Path):
    result = CliRunner().invoke(train, ["evaluate", str(tmp_path), "--data", str(tmp_path), "--split", "train"])

    assert result.exit_code == 2


def test_the_plugin_imports_no_torch():
    code = "import sys, whisper_diarize_train.plugin, whisper_diarize_train.commands; sys.exit('torch' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

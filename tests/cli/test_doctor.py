import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.fakes.commands import Command
from whisper_diarize.doctor import checkup
from whisper_diarize.doctor.golden import read_golden
from whisper_diarize.doctor.speed import Speed
from whisper_diarize.nn import pyannet
from whisper_diarize.nn.activations import relu

STAGES = ("sincnet.2", "lstm.1", "linear.0", "classifier")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure no speed: it takes seconds."""
    monkeypatch.setattr(checkup, "measure_speed", lambda *_: Speed(32, 3, 8.0, 5.0, 3.0))


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Some layers of the bundled network, as pyannote.audio gave them."""
    golden = read_golden(checkup.GOLDEN / "networks.npz")
    parts = {name: golden.stages[name] for name in STAGES}
    sampled: dict[str, Any] = {
        f"{name}/{key}": getattr(part, key) for name, part in parts.items() for key in ("shape", "step")
    }
    values: dict[str, Any] = {name: part.values for name, part in parts.items()}
    np.savez(tmp_path / "ref.npz", samples=golden.samples, **values, **sampled)
    return tmp_path / "ref.npz"


def test_prints_every_stage_the_machine_and_its_speed(whisper_diarize: Command) -> None:
    result = whisper_diarize("doctor")
    assert result.exit_code == 0
    assert "all 81 stages agree with what was recorded" in result.stdout
    assert "mlx " in result.stdout
    assert (
        "speed: 3.0 times real time for a long recording (segmentation alone 8.0, embedding alone 5.0); "
        "median of 3 runs over 32 windows\n"
    ) in result.stdout


def test_names_are_printed_in_full(whisper_diarize: Command) -> None:
    assert "ahc.exclusive_discrete" in whisper_diarize("doctor").stdout


def test_a_wrong_stage_is_named_and_is_exit_code_1(whisper_diarize: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyannet, "leaky_relu", relu)
    result = whisper_diarize("doctor")
    assert result.exit_code == 1
    lines = [line for line in result.stdout.splitlines() if line.startswith("first wrong stage")]
    assert len(lines) == 1
    assert lines[0].startswith("first wrong stage: linear.0 (max error ")
    assert "ours is what ReLU in place of leaky ReLU" in lines[0]


def test_against_compares_what_was_recorded(whisper_diarize: Command, recording: Path) -> None:
    result = whisper_diarize("doctor", "--against", recording, "--weights", "bundled", "--json")
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert report["passed"]
    assert [row["stage"] for row in report["diagnoses"][0]["comparisons"]] == list(STAGES)
    assert report["speed"] is None


def test_against_names_the_first_layer_that_differs(
    whisper_diarize: Command, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pyannet, "leaky_relu", relu)
    result = whisper_diarize("doctor", "--against", recording, "--weights", "bundled")
    assert result.exit_code == 1
    assert "first wrong stage: linear.0 (" in result.stdout


def test_json_has_no_nan(whisper_diarize: Command, recording: Path, tmp_path: Path) -> None:
    arrays: dict[str, Any] = dict(np.load(recording))
    np.savez(tmp_path / "ref.npz", **arrays, **{"lstm.5": np.zeros((1, 2, 256))})  # type: ignore[arg-type]  # a fake, or what is to be refused
    result = whisper_diarize("doctor", "--against", tmp_path / "ref.npz", "--weights", "bundled", "--json")
    assert result.exit_code == 1
    report = json.loads(result.stdout, parse_constant=pytest.fail)
    assert report["diagnoses"][0]["finding"]["first_wrong"]["max_error"] is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--against", "x.npz"], "--against REF.npz (what was recorded) and --weights FILE (whose it should be) go "),
        (["--weights", "x.safetensors"], "--against REF.npz (what was recorded) and --weights FILE (whose it should "),
        (["--against", "missing.npz", "--weights", "bundled"], "missing.npz: not a .npz file of arrays: "),
    ],
    ids=["no weights", "no recording", "missing recording"],
)
def test_wrong_usage_is_one_line_and_exit_code_2(whisper_diarize: Command, arguments: list[str], message: str) -> None:
    result = whisper_diarize("doctor", *arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {message}")
    assert result.stderr.count("\n") == 1


def test_weights_that_cannot_be_read_are_one_line(whisper_diarize: Command, recording: Path) -> None:
    result = whisper_diarize("doctor", "--against", recording, "--weights", "missing.safetensors")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: missing.safetensors: ")
    assert result.stderr.count("\n") == 1


def test_help_shows_both_uses(whisper_diarize: Command) -> None:
    text = " ".join(whisper_diarize("doctor", "--help").stdout.split())
    assert "whisper-diarize doctor --json" in text
    assert "whisper-diarize doctor --against REF.npz --weights model.safetensors" in text

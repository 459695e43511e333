"""The command, on models and a recording that were made up: that it runs, and tells what it lacks."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.benchmarks import real
from tests.benchmarks.word_times import edges
from tests.fakes.random_ctranslate2 import write_random_ctranslate2
from whisper_diarize.scoring import SaidWord

pytestmark = pytest.mark.slow

QUICK = ("-o", "temperature=0", "-o", "sample_len=4", "-o", "no_speech_threshold=none", "-o", "language=en")


@pytest.fixture
def models(tiny_whisper: Path, tmp_path: Path) -> Path:
    """A folder with a model for each engine, and something else."""
    shutil.copytree(tiny_whisper, tmp_path / "models" / "random-mlx")
    (tmp_path / "models" / "random-ct2").mkdir()
    write_random_ctranslate2(tmp_path / "models" / "random-ct2")
    (tmp_path / "models" / "notes").mkdir()
    return tmp_path / "models"


@pytest.fixture
def recordings(standup: Path, tmp_path: Path) -> Path:
    """Six seconds whose turns and words are known, and a second of noise."""
    folder = tmp_path / "recordings"
    folder.mkdir()
    samples, rate = soundfile.read(standup, stop=6 * 16000)
    soundfile.write(folder / "known.wav", samples, rate)
    words = json.loads(standup.with_suffix(".words.json").read_text(encoding="utf-8"))
    (folder / "known.words.json").write_text(json.dumps([w for w in words if w["end"] < 6]), encoding="utf-8")
    shutil.copy(standup.with_suffix(".rttm"), folder / "known.rttm")
    soundfile.write(folder / "noise.wav", np.random.default_rng(0).normal(0, 0.01, 16000), 16000)
    return folder


@pytest.fixture
def only_mlx(monkeypatch: pytest.MonkeyPatch) -> None:
    """No plugin is installed."""
    monkeypatch.setattr(real, "entry_points", lambda **_: ())


@pytest.mark.usefixtures("only_mlx")
def test_a_row_for_each_model_and_recording_and_what_is_lacking(
    models: Path, recordings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert real.main([str(models), str(recordings), *QUICK]) == 0

    lines = capsys.readouterr().out.splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert tuple(rows[0]) == real.COLUMNS
    assert [row[:2] for row in rows[2:]] == [["known", "random-mlx"], ["noise", "random-mlx"]]
    assert float(rows[2][5]) > 50  # its words are nonsense
    assert float(rows[2][8]) > 0
    assert rows[3][5:9] == ["-", "-", "-", "-"]
    assert lines[-3:] == [
        "lacking: faster-whisper: it is not installed",
        "lacking: NAME.rttm beside noise: no DER",
        "lacking: NAME.words.json or NAME.stm or NAME.ctm beside noise: no WER, WDER, cpWER and times",
    ]


def test_each_model_is_given_to_its_engine(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(real, "is_installed", lambda _engine: True)

    assert {path.name: engine for path, engine in real.find_models(models)} == {
        "random-mlx": "mlx-whisper",
        "random-ct2": "faster-whisper",
    }


@pytest.mark.usefixtures("only_mlx")
def test_a_model_that_fails_is_a_line(models: Path, recordings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (models / "random-mlx" / "weights.safetensors").write_bytes(b"nothing")

    assert real.main([str(models), str(recordings), *QUICK]) == 1
    assert "failed: known, random-mlx: " in capsys.readouterr().out


def test_empty_folders_are_said_to_be_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert real.main([str(tmp_path), str(tmp_path)]) == 0
    assert "lacking: mlx-whisper: no model of its format" in capsys.readouterr().out


def test_edges_are_those_of_words_that_both_sides_have() -> None:
    true = [SaidWord(0.0, 0.5, "good", ""), SaidWord(0.5, 1.0, "morning", ""), SaidWord(1.0, 2.0, "all", "")]
    found = [SaidWord(0.1, 0.4, "good", ""), SaidWord(0.6, 0.9, "evening", ""), SaidWord(1.0, 1.7, "all", "")]

    times = edges(true, found)

    assert times.start == pytest.approx((100, 0))
    assert times.end == pytest.approx((-100, -300))
    assert times.cell("end") == "200, 280"

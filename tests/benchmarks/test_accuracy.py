"""The command, on a tiny corpus that does not show how good the model is."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from whisper_diarize_train import corpus, held_out
from whisper_diarize_train.corpus import split_of

from tests.benchmarks import accuracy
from tests.benchmarks.accuracy_pages import PAGES
from whisper_diarize.models import bundled_directory

pytestmark = pytest.mark.slow

RATE = 16000


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three buzzing test speakers of a set, 4 s each, as `whisper-diarize train prepare` writes them."""
    folder, out = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("data")
    names = [name for number in range(200) if split_of("set", name := f"speaker{number}") == "test"][:3]
    seconds = np.arange(4 * RATE) / RATE
    rng = np.random.default_rng(0)
    for place, name in enumerate(names):
        buzz = sum(np.sin(2 * np.pi * (90 + 50 * place) * k * seconds) / k for k in range(1, 12))
        sound = 0.1 * buzz * (seconds % 1.0 < 0.6) + 1e-5 * rng.standard_normal(len(seconds))
        soundfile.write(folder / f"{name}.flac", sound, RATE)
    with (folder / "manifest.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("set", "speaker", "path"), *(("set", name, f"{name}.flac") for name in names)])
    corpus.prepare(folder, out)
    return out


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """The bundled model in a folder of its own."""
    for path in bundled_directory().iterdir():
        if path.name != "accuracy.json":
            (tmp_path / "model" / path.name).parent.mkdir(exist_ok=True)
            (tmp_path / "model" / path.name).write_bytes(path.read_bytes())
    return tmp_path / "model"


@pytest.fixture(autouse=True)
def short_clips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_out, "MIN_SECONDS_OF_SPEECH", 1.0)


def test_a_quick_run_scores_the_dialogues_and_prints_the_table(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert accuracy.main(["--data", str(data), "--quick", "--json", str(tmp_path / "x.json")]) == 0

    written = json.loads((tmp_path / "x.json").read_text())
    assert [row["recordings"] for row in written["rows"]] == [2, 1, 1, 1]
    assert [case["title"] for case in written["cases"]] == ["ordinary 0", "ordinary 1", "telephone 0"]
    assert [case["num_speakers"] for case in written["cases"]] == [2, 3, 2]
    assert all(case["answers"]["one speaker"]["false_alarm"] < 0.01 for case in written["cases"])
    assert "simulated, noise 12 to 30 dB below the speech, 2 dialogues" in capsys.readouterr().out


def test_figures_of_another_model_are_written_beside_its_weights_and_nowhere_else(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = accuracy.Accuracy("0" * 64, {}, "fast", 1, ())  # type: ignore[attr-defined]  # there all the same
    monkeypatch.setattr(accuracy, "measure", lambda _: (measured, accuracy.Answering(None, print)))  # type: ignore[arg-type, attr-defined]  # a fake, or what is to be refused
    before = [page.read_bytes() for page in PAGES]

    given = ["--model", str(model), "--data", ".", "--sample", "a", "b", "--segmentation", "c", "--write"]
    assert accuracy.main(given) == 0

    assert json.loads((model / "accuracy.json").read_text())["weights"] == "0" * 64
    assert [page.read_bytes() for page in PAGES] == before


def test_pages_are_written_from_the_figures_alone() -> None:
    before = [page.read_bytes() for page in PAGES]
    assert accuracy.main(["--pages"]) == 0
    assert [page.read_bytes() for page in PAGES] == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["--write"],
        ["--write", "--data", "x", "--sample", "a", "b"],
        ["--write", "--data", "x", "--sample", "a", "b", "--segmentation", "c", "--quick"],
        ["--write", "--data", "x", "--sample", "a", "b", "--segmentation", "c", "--mode", "exact"],
    ],
)
def test_figures_that_are_not_whole_are_not_written(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert accuracy.main(arguments) == 2
    assert capsys.readouterr().out.startswith("error: --write ")


def test_a_folder_of_recordings_with_rttm_is_scored_as_one_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noise = 0.01 * np.random.default_rng(0).standard_normal(8 * RATE)
    for name in ("first", "second.mix", "second.caller", "unknown"):
        soundfile.write(tmp_path / f"{name}.wav", noise, RATE)
    for name in ("first", "second"):
        (tmp_path / f"{name}.rttm").write_text(f"SPEAKER {name} 1 1.0 2.0 <NA> <NA> a <NA> <NA>\n")

    assert accuracy.main(["--folder", str(tmp_path), "--json", str(tmp_path / "x.json")]) == 0

    written = json.loads((tmp_path / "x.json").read_text())
    assert [row["recordings"] for row in written["rows"]] == [2]
    assert [case["title"] for case in written["cases"]] == [
        "`first`, 8 s, 1 speakers",
        "`second.mix`, 8 s, 1 speakers",
    ]
    assert f"real conversations, `{tmp_path.name}`, 2 recordings" in capsys.readouterr().out


def test_a_folder_without_truth_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert accuracy.main(["--folder", str(tmp_path)]) == 1
    assert "no recordings with an RTTM file" in capsys.readouterr().out


def test_bad_input_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.wav").write_text("no sound")
    assert accuracy.main([str(tmp_path / "x.wav")]) == 1
    assert capsys.readouterr().out.count("\n") == 1

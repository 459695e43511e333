"""The table of several models, on recordings in which hardly a word is said."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from whisper_diarize_train.dialogues import DialogueScore

from tests.benchmarks import accuracy_models
from tests.benchmarks.accuracy_answers import Scored
from tests.benchmarks.accuracy_models import paired, rows
from whisper_diarize.models import bundled_directory, load_model
from whisper_diarize.models.accuracy import EVERYWHERE, ONE

RATE = 16000


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The bundled networks as a model with settings of its own."""
    folder = tmp_path / "other"
    folder.mkdir()
    for name in ("segmentation", "embedding"):
        (folder / f"{name}.safetensors").symlink_to(bundled_directory() / f"{name}.safetensors")
    (folder / "config.json").write_text('{"name": "other", "clustering_threshold": 0.5, "duration": 5, "step": 1}')
    return folder


def test_a_pair_has_the_windows_of_its_segmentation_and_the_clustering_of_its_embedding(other: Path) -> None:
    bundled, pair = load_model("bundled").config, paired("bundled", str(other))

    assert (pair.config.duration, pair.config.step) == (bundled.duration, bundled.step)
    assert pair.config.clustering_threshold == 0.5
    assert pair.config.name == "bundled + other"
    assert pair.fingerprint is None
    assert paired(str(other), str(other)).config.name == "other"


def test_a_row_tells_its_pair_with_the_number_found_and_given() -> None:
    def scored(found: float) -> Scored:
        answers = {name: DialogueScore(10.0, found, 0.0, 1.0, 1, 1, 0) for name in ("a + b", "a + b, given")}
        guesses = {name: DialogueScore(10.0, 0.0, 0.0, 5.0, 1, 0, 1) for name in (ONE, EVERYWHERE)}
        return Scored("x", 12.0, 2, answers | guesses, {})

    pair, one, everywhere = rows([("folder/a", "b")], [scored(0.0), scored(2.0)])

    assert pair == ["a", "b", "20.0", "10.0", "0.0", "10.0", "2 of 2 (0.0)", "20.0"]
    assert one[1:] == ["", "50.0", "0.0", "0.0", "50.0", "0 of 2 (1.0)", ""]
    assert everywhere[0] == "guess: one person, without a pause"


def test_the_command_puts_its_table_between_the_marks_of_the_page(
    tmp_path: Path, other: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{accuracy_models.START}\nold\n{accuracy_models.END}\nafter\n")
    monkeypatch.setattr(accuracy_models, "PAGES", (page,))
    rng = np.random.default_rng(0)
    soundfile.write(tmp_path / "noise.wav", 0.01 * rng.standard_normal(3 * RATE), RATE)
    (tmp_path / "noise.rttm").write_text("SPEAKER noise 1 0.5 1.0 <NA> <NA> ann <NA> <NA>\n")

    assert accuracy_models.main([str(tmp_path), "--model", str(other), "--write"]) == 0

    written = page.read_text()
    assert written.startswith("before\n")
    assert written.endswith("\nafter\n")
    assert "| other | other | " in written
    assert "1 recording, 0.1 minutes." in written
    assert "old" not in written
    assert "| other | other | " in capsys.readouterr().out


def test_a_folder_without_recordings_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert accuracy_models.main([str(tmp_path), "--model", "bundled"]) == 1
    assert "no recordings with an RTTM file" in capsys.readouterr().out

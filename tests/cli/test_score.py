import json
import sys
from pathlib import Path

import pytest

from tests.fakes.commands import Command

REF = "talk 1 ann 0 2 How much?\ntalk 1 bob 3 4 Two.\n"
HYP = "talk 1 x 0 2 how much\ntalk 1 x 3 4 two\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "ref.stm").write_text(REF)
    (tmp_path / "hyp.stm").write_text(HYP)
    return tmp_path / "ref.stm", tmp_path / "hyp.stm"


def test_prints_every_measure_and_the_rules(whisper_diarize: Command, files: tuple[Path, Path]) -> None:
    result = whisper_diarize("score", *files)

    for part in ("DER", "33.33 %", "JER", "cpWER", "66.67 %", "tcpWER", "WDER", "1 of 3 words", "-1", "turn edges"):
        assert part in result.stdout
    assert "collar 0 s on each side" in result.stdout
    assert "overlapping speech scored" in result.stdout
    assert "REF from segments" in result.stdout
    assert result.stderr == ""


def test_rules_that_were_asked_for_are_stated(whisper_diarize: Command, files: tuple[Path, Path]) -> None:
    result = whisper_diarize("score", *files, "--collar", "0.25", "--skip-overlap", "--word-collar", "2")

    assert "collar 0.25 s on each side of reference edges (pyannote.metrics calls it 0.5)" in result.stdout
    assert "overlapping speech left out" in result.stdout
    assert "at most 2 s apart" in result.stdout


def test_json_has_rates_rules_and_confusion(whisper_diarize: Command, files: tuple[Path, Path]) -> None:
    scores = json.loads(whisper_diarize("score", *files, "--json").stdout)

    assert scores["speakers"] == {"reference": 2, "hypothesis": 1, "error": -1}
    assert scores["diarization"]["der"] == pytest.approx(1 / 3)
    assert scores["cpwer"]["rate"] == pytest.approx(2 / 3)
    assert scores["words"]["wder"] == pytest.approx(1 / 3)
    assert scores["words"]["confusion"]["counts"] == [[2], [1]]
    assert scores["rules"] == {"collar": 0.0, "skip_overlap": False, "word_collar": 5.0}
    assert scores["notes"] == []


@pytest.mark.parametrize(
    ("module", "names"),
    [("meeteval", "cpWER and tcpWER need meeteval"), ("pyannote.metrics", "DER and JER need pyannote.metrics")],
)
def test_without_a_library_one_line_says_what_to_install(
    whisper_diarize: Command, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, module: str, names: str
) -> None:
    for name in [name for name in sys.modules if name == module or name.startswith(f"{module}.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)

    result = whisper_diarize("score", *files)

    assert result.exit_code == 0
    assert result.stderr == f'note: {names}: pip install "whisper-diarize[score]"\n'
    assert "WDER" in result.stdout


def test_file_that_is_not_one_of_the_kinds_is_one_line(
    whisper_diarize: Command, files: tuple[Path, Path], tmp_path: Path
) -> None:
    (tmp_path / "x.txt").write_text("hello")

    result = whisper_diarize("score", files[0], tmp_path / "x.txt")

    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert "x.txt: this is text, of no kind that is known; looked for: whisper-diarize, OpenAI" in result.stderr
    assert result.stderr.count("\n") == 1


def test_negative_collar_is_wrong_usage(whisper_diarize: Command, files: tuple[Path, Path]) -> None:
    assert whisper_diarize("score", *files, "--collar", "-1").exit_code == 2


def test_names_that_look_like_markup_are_shown_as_they_are(whisper_diarize: Command, files: tuple[Path, Path]) -> None:
    files[1].write_text(HYP.replace(" x ", " [red] "))

    assert "[red]" in whisper_diarize("score", *files).stdout

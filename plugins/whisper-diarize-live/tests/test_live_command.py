from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner
from whisper_diarize_live.commands import finish_told, live
from whisper_diarize_live.folder import Folder

from whisper_diarize import AudioError


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    app.command()(live)
    return app


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["talk.wav"], "--file talk.wav"),
        (["-", "--file", "talk.wav"], "choose one of"),
        (["--file", "none.wav"], "none.wav"),
        (["--resume", "none"], "events.jsonl"),
        (["-", "-o", "mlx"], "NAME.key=value"),
        (["-", "--rate", "3"], "in Hz"),
        (["-", "--voices-auto"], "add --voices all"),
        (["-", "--serve", "nowhere"], "give a port"),
        (["--file", "none.wav", "--file", "none.wav"], "none.wav"),
    ],
)
def test_mistakes_are_told_in_a_line(app: typer.Typer, tmp_path: Path, arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(app, [*arguments, "--output-dir", str(tmp_path), "--name", "a"])
    assert result.exit_code == 1
    assert told in result.output
    assert len(result.output.strip().splitlines()) == 1
    assert not (tmp_path / "a").exists()


def break_off(folder: Folder, error: BaseException) -> None:
    with finish_told(folder):
        folder.sound.touch()
        raise error


@pytest.mark.parametrize("error", [AudioError("a", "it broke"), KeyboardInterrupt()])
def test_what_was_broken_off_is_told_to_be_finished(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], error: BaseException
) -> None:
    folder = Folder(tmp_path / "a talk")
    folder.path.mkdir()
    for expected in (f"to finish it: whisper-diarize live --resume '{folder.path}'\n", ""):  # once: then it was there
        with pytest.raises(type(error)):
            break_off(folder, error)
        assert capsys.readouterr().err == expected

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner
from whisper_diarize_live.commands import live


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

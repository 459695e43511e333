"""The files for other people's machines name options that there are."""

from __future__ import annotations

import configparser
import plistlib
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner
from whisper_diarize_server import plugin

DEPLOY = Path(__file__).parents[1] / "deploy"


def command_of(name: str) -> str:
    text = (DEPLOY / name).read_text("utf-8")
    if name.endswith(".plist"):
        return " ".join(plistlib.loads(text.encode())["ProgramArguments"])
    if name.endswith(".service"):
        unit = configparser.ConfigParser(strict=False)
        unit.read_string(text)
        return unit["Service"]["ExecStart"]
    return " ".join(re.findall(r'"([^"]+)"', text.partition("ENTRYPOINT")[2]))


@pytest.mark.parametrize("name", sorted(path.name for path in DEPLOY.iterdir()))
def test_command_has_options_of_serve(name: str) -> None:
    app = typer.Typer()
    plugin.register_commands(app)
    known = CliRunner().invoke(app, ["serve", "--help"], env={"COLUMNS": "200", "TERM": "dumb"}).output
    command = command_of(name)
    assert "whisper-diarize serve" in command
    assert [option for option in re.findall(r"--[a-z-]+", command) if option not in known] == []

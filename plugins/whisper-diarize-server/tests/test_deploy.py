"""The files for other people's machines: options that there are, and what can be checked of them here."""

from __future__ import annotations

import configparser
import json
import plistlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner
from whisper_diarize_server import plugin

ROOT = Path(__file__).parents[3]
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


@pytest.mark.parametrize("name", ["Dockerfile", "whisper-diarize.plist", "whisper-diarize.service"])
def test_command_has_options_of_serve(name: str) -> None:
    app = typer.Typer()
    plugin.register_commands(app)
    known = CliRunner().invoke(app, ["serve", "--help"], env={"COLUMNS": "200", "TERM": "dumb"}).output
    command = command_of(name)
    assert "whisper-diarize serve" in command
    assert [option for option in re.findall(r"--[a-z-]+", command) if option not in known] == []


def test_agent_of_launchd_has_keys_of_the_right_types() -> None:
    agent = plistlib.loads((DEPLOY / "whisper-diarize.plist").read_bytes())
    types = {"Label": str, "ProgramArguments": list, "RunAtLoad": bool, "KeepAlive": dict, "ExitTimeOut": int}
    types |= {"ProcessType": str, "StandardErrorPath": str}
    assert {name: type(value) for name, value in agent.items()} == types
    assert agent["KeepAlive"] == {"SuccessfulExit": False}
    assert Path(agent["ProgramArguments"][0]).is_absolute()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_unit_of_systemd_has_no_faults(tmp_path: Path) -> None:
    unit = tmp_path / "whisper-diarize.service"
    text = (DEPLOY / unit.name).read_text("utf-8")
    unit.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE), "utf-8")
    run = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def test_image_copies_what_there_is_and_starts_without_a_shell() -> None:
    lines = (DEPLOY / "Dockerfile").read_text("utf-8").splitlines()
    folders = re.findall(r"/src(\S*)", next(line for line in lines if "/src " in line and "COPY" not in line))
    assert [folder for folder in folders if not (ROOT / folder.lstrip("/") / "pyproject.toml").exists()] == []
    started = [line.partition(" ")[2] for line in lines if line.startswith(("ENTRYPOINT", "CMD"))]
    assert [type(json.loads(arguments)) for arguments in started] == [list, list]

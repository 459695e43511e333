"""Fixtures for all tests: samples, plugins, and our commands run in this process."""

from __future__ import annotations

import importlib
import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from whisper_diarize.cli import app

SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture
def standup() -> Path:
    """A conversation of four people, made by us."""
    return SAMPLES / "standup.wav"


@pytest.fixture
def interview() -> Path:
    """A conversation of two people, made by us."""
    return SAMPLES / "interview.wav"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Return a function that installs a plugin, as pip would: a module and a distribution with an entry point."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))

    def install_plugin(name: str, code: str) -> None:
        module = f"installed_{name}"
        (site / f"{module}.py").write_text(code)
        info = site / f"whisper_diarize_{name}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: whisper-diarize-{name}\nVersion: 1.2\n")
        (info / "entry_points.txt").write_text(f"[whisper_diarize]\n{name} = {module}\n")
        monkeypatch.delitem(sys.modules, module, raising=False)
        importlib.invalidate_caches()

    return install_plugin


@pytest.fixture
def plugin() -> Callable[..., types.ModuleType]:
    """Return a function that makes a plugin module of hook implementations."""

    def make(name: str, *implementations: Callable[..., object]) -> types.ModuleType:
        module = types.ModuleType(name)
        for implementation in implementations:
            setattr(module, implementation.__name__, implementation)
        return module

    return make


@pytest.fixture
def transcribe() -> Callable[..., object]:
    """Return a function that runs `transcribe` with arguments."""
    command = typer.Typer(pretty_exceptions_enable=False, add_completion=False, context_settings=app.SETTINGS)
    command.command()(app.transcribing.transcribe)
    return lambda *arguments: CliRunner().invoke(command, [str(argument) for argument in arguments])


@pytest.fixture
def whisper_diarize() -> Callable[..., object]:
    """Return a function that runs `whisper-diarize` with arguments."""
    return lambda *arguments: CliRunner().invoke(app.group(), [str(argument) for argument in arguments])

"""The help of every command, as a person reads it in a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from typer.main import get_command
from typer.testing import Result

from whisper_diarize.cli import app


def commands(command: object, *names: str) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield each command below one, groups included, after the words by which it is called."""
    yield names, command
    for name, child in getattr(command, "commands", {}).items():
        yield from commands(child, *names, name)


PLUGINS = ("train", "pyannote")  # they test their own
ALL = {
    names: command
    for names, command in commands(get_command(app.group(["--help"])))
    if not names or names[0] not in PLUGINS
}
LEAVES = [names for names, command in ALL.items() if not hasattr(command, "commands")]


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERMINAL_WIDTH", "80")


@pytest.mark.parametrize("names", ALL, ids=" ".join)
def test_help_cuts_no_option_or_text(names: tuple[str, ...], whisper_diarize: Callable[..., Result]) -> None:
    result = whisper_diarize(*names, "--help")
    assert result.exit_code == 0
    assert "…" not in result.output
    assert max(map(len, result.output.splitlines())) <= 80


@pytest.mark.parametrize("names", LEAVES, ids=" ".join)
def test_every_option_and_argument_says_what_it_does(names: tuple[str, ...]) -> None:
    silent = [parameter.name for parameter in ALL[names].params if not getattr(parameter, "help", None)]  # type: ignore[attr-defined]
    assert silent == []


@pytest.mark.parametrize("names", LEAVES, ids=" ".join)
def test_every_command_has_an_example(names: tuple[str, ...], whisper_diarize: Callable[..., Result]) -> None:
    shown = " ".join(whisper_diarize(*names, "--help").output.split())
    assert "Examples:" in shown or "whisper-diarize doctor --json" in shown


def test_transcribe_command_has_the_same_help(transcribe: Callable[..., Result]) -> None:
    result = transcribe("--help")
    assert "…" not in result.output
    assert "--hallucination-silence-threshold" in result.output


@pytest.mark.parametrize("spelling", ["--diarize-model", "--diarize_model", "--diarization_model"])
def test_whisperx_spelling_of_the_model_is_ours(spelling: str) -> None:
    assert app.SETTINGS["token_normalize_func"](spelling.lstrip("-")) == "diarization-model"  # type: ignore[operator]

"""Completion: by the words that a shell would send, and once in a real bash."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from whisper_diarize.cli import completion

Complete = Callable[..., list[str]]
RUN = "import sys; from whisper_diarize.cli import {function} as run; run()"


@pytest.fixture
def complete(transcribe_line: Callable[[str, str], list[str]]) -> Complete:
    """Return a function that completes the last word of a line of `transcribe`."""
    return lambda line: transcribe_line("transcribe", line)


@pytest.fixture
def transcribe_line(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], list[str]]:
    """Return a function that completes the last word of a line, in this process, as bash asks for it."""
    from typer._completion_classes import BashComplete
    from typer.main import get_command

    from whisper_diarize.cli import app

    def run(program: str, line: str) -> list[str]:
        words = line.split(" ")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        command = get_command(app.transcribe_app() if program == "transcribe" else app.group())
        return BashComplete(command, dict(app.SETTINGS), program, "X").complete().splitlines()

    return run


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("transcribe a.wav --transcr", ["--transcriber", "--transcript"]),
        ("transcribe a.wav -f sr", ["srt"]),
        ("transcribe a.wav -f srt,json,vt", ["srt,json,vtt"]),
        ("transcribe a.wav -f srt,srt", []),
        ("transcribe a.wav --model larg", ["large", "large-v2", "large-v3", "large-v3-turbo"]),
        ("transcribe a.wav --transcriber pocketsphinx --model larg", []),
        ("transcribe a.wav --diarization-model bun", ["bundled"]),
        ("transcribe a.wav --diarization-mode ", ["fast", "exact"]),
        ("transcribe a.wav --attribution vi", ["viterbi"]),
        ("transcribe a.wav --transcriber mlx", ["mlx-whisper"]),
        ("transcribe a.wav --language yu", ["yue"]),
        ("transcribe a.wav -o vt", ["vtt.highlight_words="]),
        ("transcribe a.wav -o srt.read", ["srt.reading_speed="]),
    ],
)
def test_names_are_completed(complete: Complete, line: str, found: list[str]) -> None:
    assert set(found) <= set(complete(line))
    assert bool(found) == bool(complete(line))


def test_profiles_are_completed(complete: Complete, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[profile.podcast]\n[profile.meeting]\n")
    monkeypatch.setenv("WHISPER_DIARIZE_CONFIG", str(path))
    assert complete("transcribe a.wav --profile ") == ["podcast", "meeting"]


def test_broken_file_has_no_profiles_and_no_complaint(
    complete: Complete, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[")
    monkeypatch.setenv("WHISPER_DIARIZE_CONFIG", str(path))
    assert complete("transcribe a.wav --profile ") == []
    assert capsys.readouterr() == ("", "")


def test_commands_of_groups_and_their_names_are_completed(
    transcribe_line: Callable[[str, str], list[str]],
) -> None:
    assert transcribe_line("whisper-diarize", "whisper-diarize plugins show pod") == ["podcast"]
    assert transcribe_line("whisper-diarize", "whisper-diarize models down") == ["download"]
    assert "campplus" in transcribe_line("whisper-diarize", "whisper-diarize models download ca")


def test_completion_runs_no_plugin_that_is_named(complete: Complete, tmp_path: Path) -> None:
    plugin = tmp_path / "loud.py"
    plugin.write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    complete(f"transcribe a.wav --plugin {plugin} --offline --version -f sr")
    assert not (tmp_path / "ran").exists()


def test_plugins_that_cannot_be_loaded_are_no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    from whisper_diarize.errors import PluginError

    def fail() -> None:
        raise PluginError("broken")

    monkeypatch.setattr(completion, "load", fail)
    assert completion.formats("sr") == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_bash_completes(tmp_path: Path) -> None:
    program = tmp_path / "transcribe"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{RUN.format(function="transcribe")}" "$@"\n')
    program.chmod(0o755)
    script = tmp_path / "script"
    script.write_text(
        f'PATH="{tmp_path}:$PATH"\neval "$(_TRANSCRIBE_COMPLETE=source_bash transcribe)"\n'
        "COMP_WORDS=(transcribe a.wav --model tur)\nCOMP_CWORD=3\n"
        '_transcribe_completion transcribe\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        ["bash", "--norc", str(script)], capture_output=True, text=True, env=dict(os.environ), timeout=120, check=True
    )
    assert done.stdout.split() == ["turbo"]

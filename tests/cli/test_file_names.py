"""Names of files are bytes: whichever they are, every command reads, writes and names them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.commands import Command

NAMES = (b"t\xff", b"a\nb", b"\x1b[2J", b"-x", b" ", "\u202eabc".encode(), b"%s{0}", b"a'b\"c")
"""Bytes that are no text, line breaks, what steers a terminal or a shell, and marks of formats."""


@pytest.fixture(params=NAMES, ids=ascii)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with an odd name."""
    made = tmp_path / os.fsdecode(request.param)
    made.mkdir()
    return made


@pytest.fixture
def run(whisper_diarize: Command, fakes: None) -> Callable[..., str]:
    """Run a command that must succeed; return its standard error."""

    def succeed(*arguments: object) -> str:
        result = whisper_diarize(*arguments)
        assert result.exit_code == 0, result.stderr
        return result.stderr

    return succeed


def transcribed(run: Callable[..., str], folder: Path, interview: Path) -> Path:
    """Transcribe a recording whose name is that of its folder; return the document."""
    recording = folder / f"{folder.name}.wav"
    recording.write_bytes(interview.read_bytes())
    engines = ("--transcriber", "fake", "--diarizer", "fake")
    run("transcribe", recording, "--diarize", *engines, "-f", "all,html", "--output-dir", folder / "out")
    return folder / "out" / f"{folder.name}.json"


def test_recordings_documents_and_folders_may_have_any_name(
    run: Callable[..., str], folder: Path, interview: Path
) -> None:
    document = transcribed(run, folder, interview)
    written = {path.suffix for path in document.parent.iterdir()}
    assert written >= {".json", ".srt", ".vtt", ".txt", ".tsv", ".rttm", ".html"}
    run("export", document, "-f", "md,ass", "--audio", folder / f"{folder.name}.wav")
    run("speakers", document)
    run("rename", document, "SPEAKER_00=Ann")
    run("merge", document, "SPEAKER_01", "Ann")
    run("undo", document)
    run("undo", document, "--list")
    turns, again = document.with_suffix(".rttm"), folder / "again"
    run("attribute", document, turns, "-f", "srt,json", "--output-dir", again)
    run("score", document.with_suffix(".json"), turns)
    run("transcribe", folder / f"{folder.name}.wav", "--transcript", document, "-f", "srt", "--output-dir", again)
    run("diarize", folder / f"{folder.name}.wav", "--diarizer", "fake", "--output", again / f"{folder.name}.rttm")


def test_what_is_not_there_is_one_line_whatever_its_name(whisper_diarize: Command, folder: Path) -> None:
    gone = folder / f"{folder.name}.json"
    for arguments in (
        ("speakers", gone),
        ("rename", gone, "a=b"),
        ("export", gone),
        ("undo", gone),
        ("attribute", gone, gone),
        ("score", gone, gone),
        ("diarize", gone),
        ("transcribe", gone, "--transcript", gone),
        ("models", "show", gone.with_suffix(".npz")),
        ("models", "convert", gone.with_suffix(".npz"), folder / "x.safetensors"),
        ("diarize", gone, "--diarization-model", gone),
    ):
        result = whisper_diarize(*arguments)
        assert result.exit_code in {1, 2}, (arguments, result.stderr)
        lines = [line for line in result.stderr.splitlines() if not line.startswith("warning: speakers: bundled")]
        assert len(lines) == 1, (arguments, result.stderr)
        assert lines[0].startswith("error: ")

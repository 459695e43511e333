"""`transcribe --remote URL`: the same files as on this machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from whisper_diarize_server import fake_engines, plugin
from whisper_diarize_server.trial import TrialServer, write_sound

from whisper_diarize import Session, TranscriptionError

if TYPE_CHECKING:
    from typer.testing import Result

FORMATS = ("json", "srt", "vtt", "rttm", "txt")


@pytest.fixture(name="server")
def share_server(keyed_server: TrialServer) -> TrialServer:
    return keyed_server


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHISPER_DIARIZE_API_KEY", "secret")


def files_of(folder: Path, engine: str, diarizer: str, recording: Path, url: str = "") -> dict[str, bytes]:
    """Transcribe a recording; return the contents of the outputs."""
    options = {"remote": {"url": url}} if url else {}
    with Session(transcriber=engine, diarizer=diarizer, options=options, plugins=[plugin, fake_engines]) as session:
        session.transcribe(
            recording, diarize=True, speaker_names=["Ann"], output_formats=FORMATS, output_dir=folder, num_speakers=2
        )
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_files_are_those_of_a_run_on_this_machine(server: TrialServer, tmp_path: Path) -> None:
    recording = write_sound(tmp_path / "talk.wav", 2.0)
    here = files_of(tmp_path / "here", "waiting", "fake", recording)
    there = files_of(tmp_path / "there", "remote", "remote", recording, server.url)
    assert sorted(there) == ["talk.json", "talk.rttm", "talk.srt", "talk.txt", "talk.vtt"]
    assert there == here


def test_words_may_be_the_server_s_and_speakers_ours(server: TrialServer, tmp_path: Path) -> None:
    recording = write_sound(tmp_path / "talk.wav", 1.5)
    found = files_of(tmp_path / "mixed", "remote", "fake", recording, server.url)
    assert b"hello" in found["talk.txt"]
    assert b"Ann" in found["talk.rttm"]


def test_speakers_may_be_the_server_s_and_words_ours(server: TrialServer, tmp_path: Path) -> None:
    recording = write_sound(tmp_path / "talk.wav", 1.25)
    found = files_of(tmp_path / "mixed", "waiting", "remote", recording, server.url)
    assert b"Ann" in found["talk.rttm"]


def test_command_writes_the_files_of_a_server(
    server: TrialServer, tmp_path: Path, run_whisper_diarize: Callable[..., Result]
) -> None:
    recording = write_sound(tmp_path / "talk.wav", 1.75)
    arguments = (recording, "--diarize", "--remote", server.url, "-f", "srt", "--output-dir", tmp_path / "out")
    result = run_whisper_diarize("transcribe", *arguments, plugins=(plugin,))
    assert result.exit_code == 0, result.stderr
    assert "SPEAKER_01: world" in (tmp_path / "out" / "talk.srt").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--remote", "studio:8000"), "this is no address of a server; write http://NAME:PORT"),
        (
            ("--remote", "http://studio", "--diarization-model", "bundled"),
            "the server has a diarization model of its own",
        ),
    ],
)
def test_remote_that_cannot_be_is_refused(
    tmp_path: Path, run_whisper_diarize: Callable[..., Result], arguments: tuple[str, ...], message: str
) -> None:
    recording = write_sound(tmp_path / "talk.wav")
    result = run_whisper_diarize("transcribe", recording, "--diarize", *arguments, plugins=(plugin,))
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


def test_error_of_the_server_is_told(server: TrialServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHISPER_DIARIZE_API_KEY", "wrong")
    with pytest.raises(TranscriptionError, match=r"Incorrect API key provided.*\(401\)"):
        files_of(tmp_path / "x", "remote", "remote", write_sound(tmp_path / "talk.wav"), server.url)


def test_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(TranscriptionError, match="no server can be reached"):
        files_of(tmp_path / "x", "remote", "remote", write_sound(tmp_path / "talk.wav"), "http://127.0.0.1:1")

"""One real day: twelve recordings in one call, Ctrl-C in the middle, the call again, a name, and again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.real_day import ENGINE, write_day
from whisper_diarize.cli.interrupts import EXIT_CODE, KEPT

pytestmark = pytest.mark.slow

TRANSCRIBE = "from whisper_diarize.cli import transcribe as run; run()"
WHISPER_DIARIZE = "from whisper_diarize.cli import main as run; run()"
FORMATS = ("json", "srt", "rttm")
BEFORE = ["Grüße aus Zürich, 你好", "two microphones", "podcast", "memo"]
"""The good ones before `film.mkv`, in the middle of which Ctrl-C is pressed."""

AFTER = ["film", "short", "call", "video", "silence"]


@pytest.fixture(autouse=True)
def _heeded() -> Iterator[None]:
    """Let commands heed Ctrl-C; jobs in the background of a script ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class Day:
    """A folder with the day's recordings, and the commands that are run in it."""

    def __init__(self, folder: Path, interview: Path) -> None:
        self.folder = folder
        self.recordings = write_day(folder, interview)
        (folder / "engine.py").write_text(ENGINE, encoding="utf-8")

    def transcribe(self) -> subprocess.CompletedProcess[str]:
        return self._run(
            TRANSCRIBE,
            *(*self.recordings, "--diarize", "--diarization-model", "bundled", "--offline"),
            *("--transcriber", "half-seconds", "--plugin", "engine.py", "-f", ",".join(FORMATS), "--output-dir", "out"),
        )

    def rename(self, document: str, assignment: str) -> subprocess.CompletedProcess[str]:
        return self._run(WHISPER_DIARIZE, "rename", f"out/{document}", assignment)

    def outputs(self) -> dict[str, bytes]:
        """The contents of all files in the output folder."""
        return {path.name: path.read_bytes() for path in sorted((self.folder / "out").iterdir())}

    def heard(self) -> list[str]:
        """The recordings that the engine has listened to, in order."""
        return (self.folder / "heard.log").read_text(encoding="utf-8").splitlines()

    def _run(self, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {
            "WHISPER_DIARIZE_CACHE_DIR": str(self.folder / "cache"),
            "WHISPER_DIARIZE_CACHE_SIZE": "100M",
            "WHISPER_DIARIZE_STATE_DIR": str(self.folder / "state"),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False, timeout=300
        )


@pytest.fixture
def day(tmp_path: Path, interview: Path) -> Day:
    return Day(tmp_path, interview)


def files_of(names: list[str]) -> set[str]:
    return {f"{name}.{suffix}" for name in names for suffix in FORMATS}


@pytest.mark.timeout(300)
def test_one_real_day(day: Day) -> None:
    interrupted = day.transcribe()
    first = day.outputs()

    assert interrupted.returncode == EXIT_CODE
    *_, cut, notes, last = interrupted.stderr.splitlines()
    assert "cut.wav: it is cut short: at least " in cut
    assert "notes.mp3: it is damaged, or not a recording" in notes
    assert last == KEPT
    assert set(first) == files_of(BEFORE)  # whole, and no file of the one in the middle
    assert all(json.loads(first[f"{name}.json"])["segments"] for name in BEFORE)

    again = day.transcribe()
    second = day.outputs()

    assert again.returncode == 1
    *_, locked, count = again.stderr.splitlines()
    assert "locked.m4a: it is encrypted (DRM)" in locked
    assert count == "3 of 12 recordings failed"
    assert again.stderr.count("bundled is a small model") == 1
    assert again.stderr.count(" s, words and speakers from the cache; ") == len(BEFORE)
    assert again.stderr.count(" times real time)") == len(AFTER)
    assert set(second) == files_of(BEFORE + AFTER)
    assert {name: second[name] for name in first} == first
    assert day.heard()[len(BEFORE) :] == ["film.mkv", "film.mkv", "short.opus", "call.ul", "video.mp4", "silence.wav"]
    for line in (
        "film.mkv: it has 2 audio tracks: 1 (original), 2 (commentary); number 1 is read",
        "call.ul: it has no header: read as mulaw at 8000 Hz",
        "silence.wav: no speech was found; the outputs are empty",
    ):
        assert line in again.stderr

    assert day.rename("podcast.json", "SPEAKER_00=Ann").returncode == 0
    third = day.transcribe()
    renamed = day.outputs()

    assert third.returncode == 1
    assert "out/podcast.json: carried over from it: 1 name" in third.stderr
    assert set(renamed) - set(second) == {".podcast.json.versions"}  # to undo it; no copies, for all files are ours
    assert {name for name in second if renamed[name] != second[name]} == {"podcast.json", "podcast.srt", "podcast.rttm"}
    assert b"Ann" in renamed["podcast.srt"]

"""Ctrl-C, pressed while a command runs in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

import pytest
import typer

from whisper_diarize import Cancelled
from whisper_diarize.cli.interrupts import EXIT_CODE, KEPT, NOT_KEPT, OUTSIDE, interruptible

pytestmark = pytest.mark.slow

COMMANDS = {
    "transcribe": "from whisper_diarize.cli import transcribe as run; run()",
    "whisper-diarize": "from whisper_diarize.cli import main as run; run()",
}

ENDLESS = """
import sys, time
from whisper_diarize import hookimpl

class Endless:
    def transcribe(self, audio, progress):
        print("begun", file=sys.stderr, flush=True)
        while True:
            {work}

    diarize = lambda self, audio, count, progress: self.transcribe(audio, progress)

@hookimpl
def register_transcribers(register):
    register("endless", lambda _: Endless())

@hookimpl
def register_diarizers(register):
    register("endless", lambda _: Endless())
"""


def interrupted(script: str, *arguments: object) -> tuple[int, str, float]:
    """Run a command, interrupt it once it says that it has begun; return its exit code, its last line, and the seconds
    until it ended.
    """
    command = [sys.executable, "-c", COMMANDS[script], *map(str, arguments)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        while process.stderr.readline() != "begun\n":
            assert process.poll() is None
        pressed = time.monotonic()
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    return process.returncode, rest, time.monotonic() - pressed


@pytest.mark.parametrize("work", ["progress(0, 1)", "time.sleep(100)"], ids=["reporting", "deaf"])
@pytest.mark.parametrize(
    ("script", "arguments"),
    [("transcribe", ["--transcriber", "endless"]), ("whisper-diarize", ["diarize", "--diarizer", "endless"])],
    ids=["transcribe", "diarize"],
)
def test_interrupt_ends_a_command_with_one_line(
    interview: Path, tmp_path: Path, script: str, arguments: list[str], work: str
) -> None:
    plugin = tmp_path / "endless_engine.py"
    plugin.write_text(ENDLESS.format(work=work))
    command = arguments[:1] if script == "whisper-diarize" else []
    options = arguments[len(command) :]
    code, rest, seconds = interrupted(script, *command, interview, *options, "--plugin", plugin)
    assert (code, rest) == (EXIT_CODE, f"{KEPT}\n")
    assert seconds < 5  # one, on a machine that has time


def test_without_a_cache_nothing_is_kept(interview: Path, tmp_path: Path) -> None:
    plugin = tmp_path / "endless_engine.py"
    plugin.write_text(ENDLESS.format(work="progress(0, 1)"))
    _, rest, _ = interrupted("transcribe", interview, "--transcriber", "endless", "--no-cache", "--plugin", plugin)
    assert rest == f"{NOT_KEPT}\n"


def test_interrupt_cancels_the_token_and_ends_the_block(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as leaving, interruptible(kept=True) as cancel:
        signal.raise_signal(signal.SIGINT)
    assert (leaving.value.exit_code, cancel.cancelled) == (130, True)
    assert capsys.readouterr().err == f"{KEPT}\n"


def test_handler_is_put_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with interruptible(kept=True):
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_other_cancellations_are_errors() -> NoReturn:  # type: ignore[misc]  # a kind that only runs can tell
    with pytest.raises(Cancelled), interruptible(kept=True):
        raise Cancelled("a plugin's own")


def test_interrupt_before_the_work_begins_is_one_line_too(tmp_path: Path) -> None:
    plugin = tmp_path / "slow.py"
    plugin.write_text(
        "import sys, time\nprint('begun', file=sys.stderr, flush=True)\ntime.sleep(60)\n", encoding="utf-8"
    )

    code, rest, seconds = interrupted("transcribe", "--plugin", plugin, tmp_path / "talk.wav")

    assert (code, rest) == (EXIT_CODE, f"{OUTSIDE}\n")
    assert seconds < 5

"""Ctrl-C, pressed while a command runs in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
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


@pytest.fixture(autouse=True)
def _heeded() -> Iterator[None]:
    """Let Ctrl-C be heeded, by commands too; jobs in the background of a script ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupted(script: str, *arguments: object) -> tuple[int, str]:
    """Run a command, interrupt it once it says that it has begun; return its exit code and its last line."""
    command = [sys.executable, "-c", COMMANDS[script], *map(str, arguments)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        while process.stderr.readline() != "begun\n":
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    return process.returncode, rest


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
    code, rest = interrupted(script, *command, interview, *options, "--plugin", plugin)
    assert (code, rest) == (EXIT_CODE, f"{KEPT}\n")


def test_without_a_cache_nothing_is_kept(interview: Path, tmp_path: Path) -> None:
    plugin = tmp_path / "endless_engine.py"
    plugin.write_text(ENDLESS.format(work="progress(0, 1)"))
    _, rest = interrupted("transcribe", interview, "--transcriber", "endless", "--no-cache", "--plugin", plugin)
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

    code, rest = interrupted("transcribe", "--plugin", plugin, tmp_path / "talk.wav")

    assert (code, rest) == (EXIT_CODE, f"{OUTSIDE}\n")


def test_interrupts_that_are_ignored_stay_ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with interruptible(kept=True):
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN

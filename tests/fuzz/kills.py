"""Runs that are killed or interrupted at random times: no torn file, and the next run succeeds.

python -m tests.fuzz.kills --count 200
"""

from __future__ import annotations

import contextlib
import functools
import math
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .campaign import Case, command

SAMPLES = Path(__file__).parents[2] / "samples"
COMMAND = (
    *(sys.executable, "-c", "from whisper_diarize.cli import transcribe as run; run()"),
    *(str(SAMPLES / "interview.wav"), "--transcript", str(SAMPLES / "interview.words.json")),
    *("--diarize", "--diarization-model", "bundled", "--offline"),
)
SIGNALS = {"killed": signal.SIGKILL, "interrupted": signal.SIGINT}
INTERRUPT_SECONDS = 2.0
"""The longest time from Ctrl-C to the end; a second on a machine that does nothing else."""

INTERRUPTED = 130


def make_case(rng: random.Random, number: int) -> Case:
    """Choose the signal and the share of an undisturbed run after which it is sent; the end has most files."""
    kind = rng.choice(list(SIGNALS))
    return Case(number, kind, rng.choice([rng.uniform(0, 1.1), rng.uniform(0.8, 1.1)]))


def check_with_time(case: Case) -> str | None:
    """Do as `check`, and hold the time that Ctrl-C takes against its limit."""
    return check(case, INTERRUPT_SECONDS)


def check(case: Case, limit: float = math.inf) -> str | None:
    """Stop a run; compare each file that it left with that of an undisturbed run, and run again."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a run would inherit that it is ignored
    seconds, whole = _undisturbed()
    with tempfile.TemporaryDirectory() as folder:
        work, cache = Path(folder) / "work", Path(folder) / "cache"
        fault = _stopped(work, cache, SIGNALS[case.kind], case.contents * seconds, limit)
        if fault is not None:
            return fault
        torn = [name for name, contents in _outputs(work).items() if contents != whole.get(name)]
        if torn:
            return f"{', '.join(torn)}: not what an undisturbed run writes"
        with _started(work, cache) as process:
            _, errors = process.communicate()
        if process.returncode:
            return f"the next run ended with {process.returncode}: {errors.decode()[-200:]}"
        return None if _outputs(work) == whole else "the next run wrote other files"


def _stopped(work: Path, cache: Path, number: signal.Signals, delay: float, limit: float) -> str | None:
    """Send a signal after a delay; return a fault: a command that was too slow to end, or said nothing."""
    with _started(work, cache) as process:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(delay)
        begun = time.monotonic()
        process.send_signal(number)
        _, errors = process.communicate()
    taken = time.monotonic() - begun
    if number == signal.SIGINT and taken > limit:
        return f"{taken:.1f} s from Ctrl-C to the end"
    if process.returncode == INTERRUPTED and b"interrupted" not in errors:
        return f"nothing is said: {errors.decode()[-200:]}"
    return None


def _started(work: Path, cache: Path) -> subprocess.Popen[bytes]:
    work.mkdir(exist_ok=True)
    environment = os.environ | {
        "WHISPER_DIARIZE_CACHE_DIR": str(cache),
        "WHISPER_DIARIZE_CACHE_SIZE": "100M",
        "WHISPER_DIARIZE_STATE_DIR": str(cache.with_name("state")),
    }
    return subprocess.Popen(
        [*COMMAND, "--output-dir", str(work)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def _outputs(work: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in work.iterdir() if not path.name.startswith(".")}


@functools.cache
def _undisturbed() -> tuple[float, dict[str, bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        with _started(Path(folder) / "work", Path(folder) / "cache") as process:
            process.communicate()
        return time.monotonic() - begun, _outputs(Path(folder) / "work")


if __name__ == "__main__":
    sys.exit(command(make_case, check_with_time, count=200, seconds=90, memory=None))

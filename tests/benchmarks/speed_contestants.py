"""Contestants: their requirements, and how they are run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.speed_run import Run

ROOT = Path(__file__).parents[2]
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
INSTALL = "make speed"
PYANNOTE = ("pyannote.audio", "whisper_diarize_pyannote")
SHERPA = (*PYANNOTE, "onnx", "sherpa_onnx")  # pyannote's networks are what is exported


class ContestantError(Exception):
    """A contestant failed; the message is one line."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """A way to diarize: a script, and the variant that it runs."""

    name: str
    peer: str
    variant: str = ""
    needs: tuple[str, ...] = ()

    def run(self, model: Path, recording: Path, warm_up: Path, seconds: float, threads: int) -> Run:
        """Diarize a recording of so many seconds in a new process.

        Raises:
            ContestantError: the process failed.
        """
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "run.json"
            paths = {"model": model, "recording": recording, "warm-up": warm_up, "output": output}
            options = [option for name, path in paths.items() for option in (f"--{name}", str(path))]
            start(
                f"speed_{self.peer}", "--contestant", self.name, "--variant", self.variant, *options,
                "--threads", str(threads), threads=threads,
            )  # fmt: skip
            return Run.read({**json.loads(output.read_text(encoding="utf-8")), "seconds": seconds})


OURS_EXACT, OURS_FAST = "ours, exact", "ours, fast"
CONTESTANTS = (
    Contestant(OURS_EXACT, "ours", "exact"),
    Contestant(OURS_FAST, "ours", "fast"),
    Contestant("pyannote.audio, batch 32", "pyannote", "32", PYANNOTE),
    Contestant("pyannote.audio, batch 1", "pyannote", "1", PYANNOTE),
    Contestant("sherpa-onnx", "sherpa", needs=SHERPA),
)
PEERS = tuple(dict.fromkeys(contestant.peer for contestant in CONTESTANTS))


def present(peers: Iterable[str]) -> list[Contestant]:
    """Return those of the peers that are installed; print a line for each that is not."""
    found = []
    for peer in peers:
        chosen = [contestant for contestant in CONTESTANTS if contestant.peer == peer]
        missing = [package for package in chosen[0].needs if not installed(package)]
        if missing:
            print(f"{peer} is left out: {', '.join(missing)} not installed ({INSTALL} does it)", file=sys.stderr)
        else:
            found += chosen
    return found


def installed(package: str) -> bool:
    """Say whether a package can be imported, without importing it."""
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:  # not even what it is a part of
        return False


def start(command: str, *arguments: str, threads: int) -> None:
    """Run a command of this folder.

    Raises:
        ContestantError: it failed.
    """
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, **dict.fromkeys(THREADS, str(threads)), "PYTHONPATH": path}
    process = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", f"tests.benchmarks.{command}", *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if process.returncode:
        said = process.stderr.strip() or f"ended with {process.returncode}"
        raise ContestantError(said.splitlines()[-1])

"""Measure Ray with some actors on this machine against one process, on the same recordings.

    python -m tests.benchmarks.ray [--recordings 40] [--seconds 60] [--rounds 2] [--actors 2]
    python -m tests.benchmarks.ray --engine faster-whisper --model FOLDER

Both do the whole: they start, load their models, find the words and the speakers, write and record. They take turns,
and their outputs are compared byte by byte. Ends with an error if Ray is less than 1.6 times as fast, or an output
differs. Times are those of the clock and, on Linux, of the processor; the first depend on what else the machine does.

The engines of the words have one thread in either. `--engine fake` is for the batch's own work, and Ray's.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import soundfile

ROOT = Path(__file__).parents[2]
SAMPLES = ("interview", "standup")
RATE = 16_000
MIN_RATIO = 1.6
POLL_SECONDS = 1.0
ONE = "from whisper_diarize.cli import transcribe; transcribe()"
RAY = """
import typer
from whisper_diarize_ray import plugin
app = typer.Typer(pretty_exceptions_enable=False)
plugin.register_commands(app)
app()
"""
FAKES = """
from whisper_diarize.testing import FakeEngines
engines = FakeEngines()
register_transcribers, register_diarizers = engines.register_transcribers, engines.register_diarizers
"""


@dataclass(frozen=True)
class Took:
    """Seconds of the clock and of the processor, in all processes."""

    wall: float
    cpu: float


def write_recordings(folder: Path, number: int, seconds: float) -> None:
    """Write recordings, each a piece of a sample from another place on."""
    sounds = [soundfile.read(ROOT / "samples" / f"{name}.wav", dtype="int16")[0] for name in SAMPLES]
    size = round(seconds * RATE)
    for index in range(number):
        sound = sounds[index % len(sounds)]
        start = index * 7919 % max(1, len(sound) - size)
        soundfile.write(folder / f"{index:03}.wav", sound[start : start + size], RATE)


def run(code: str, arguments: Sequence[str], home: Path) -> Took:
    """Run a command of ours in a process of its own.

    Raises:
        SystemExit: it failed.
    """
    began = time.perf_counter()
    with (home / "log").open("w") as log:
        command = [sys.executable, "-c", code, *arguments]
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        used = Usage(process.pid)
        used.start()
        failed = process.wait()
    used.stopped.set()
    used.join()
    if failed:
        raise SystemExit((home / "log").read_text())
    return Took(time.perf_counter() - began, sum(used.seconds.values()))


class Usage(threading.Thread):
    """Seconds of the processor of a process and all that it starts, as far as Linux tells."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._known = {root}
        self.seconds: dict[int, float] = {}
        self.stopped = threading.Event()

    def run(self) -> None:
        """Look at all processes again and again."""
        while not self.stopped.wait(POLL_SECONDS):
            for path in Path("/proc").glob("[0-9]*/stat"):
                self._look(path)

    def _look(self, path: Path) -> None:
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            return
        process, parent = int(path.parent.name), int(fields[1])
        if process in self._known or parent in self._known:
            self._known.add(process)
            self.seconds[process] = sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def outputs(folder: Path) -> dict[str, bytes]:
    """Return the outputs in a folder, without the ledger."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.json"))}


def engines(arguments: argparse.Namespace, home: Path) -> list[str]:
    """Return the options that choose the engines."""
    if arguments.engine == "fake":
        (home / "fakes.py").write_text(FAKES)
        return ["--transcriber", "fake", "--diarizer", "fake", "--plugin", str(home / "fakes.py")]
    model = ["--model", arguments.model, "--language", "en"] if arguments.model else []
    threads = ["-o", "faster-whisper.cpu_threads=1"] if arguments.engine == "faster-whisper" else []
    return ["--transcriber", arguments.engine, *model, *threads, "--diarization-model", "bundled"]


def compare(arguments: argparse.Namespace, home: Path) -> tuple[list[Took], list[Took], bool]:
    """Return the times of one process and of Ray, and whether all outputs are the same."""
    (home / "in").mkdir()
    write_recordings(home / "in", arguments.recordings, arguments.seconds)
    common = [str(home / "in"), "--diarize", "-f", "json", "--no-cache", *engines(arguments, home)]
    one: list[Took] = []
    ray: list[Took] = []
    same = True
    for turn in range(arguments.rounds):
        plain, cluster = home / f"one{turn}", home / f"ray{turn}"
        one.append(run(ONE, [*common, "--quiet", "--output-dir", str(plain)], home))
        ray.append(run(RAY, ["--actors", str(arguments.actors), *common, "--output-dir", str(cluster)], home))
        found = outputs(plain)
        same = same and len(found) == arguments.recordings and found == outputs(cluster)
        print(f"| {turn + 1} | {row(one[-1])} | {row(ray[-1])} | {one[-1].wall / ray[-1].wall:.2f} |", flush=True)
    return one, ray, same


def row(took: Took) -> str:
    """Return the cells of one run."""
    return f"{took.wall:.1f} s | {took.cpu:.1f} s"


def main() -> int:
    """Compare, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recordings", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--actors", type=int, default=2)
    parser.add_argument("--engine", default="pocketsphinx", choices=("pocketsphinx", "faster-whisper", "fake"))
    parser.add_argument("--model", help="the model of faster-whisper: a folder")
    arguments = parser.parse_args()
    print(
        "| round | one process | its processor | Ray | its processor | ratio |\n|--:|--:|--:|--:|--:|--:|", flush=True
    )
    with tempfile.TemporaryDirectory() as folder:
        one, ray, same = compare(arguments, Path(folder))
    ratio = statistics.median(took.wall for took in one) / statistics.median(took.wall for took in ray)
    print(f"{ratio:.2f} times as fast (at least {MIN_RATIO}); outputs {'are the same' if same else 'DIFFER'}")
    return 0 if same and ratio >= MIN_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())

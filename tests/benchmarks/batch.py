"""A batch that is killed again and again: recordings that are not done, or done twice, and the cost.

    python -m tests.benchmarks.batch                           # 500 recordings of 20 s, one in ten bad, 5 kills
    python -m tests.benchmarks.batch --runs 2                  # the same, by two runs at once

The engines are the fakes of whisper_diarize.testing, so that all time but that of decoding and writing is the batch's
own. Overhead is the time of a batch beside that of a session which does the same recordings and writes the same files.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from whisper_diarize import Session
from whisper_diarize.assembly import Selection
from whisper_diarize.batch import Batch, entries, find_recordings
from whisper_diarize.plugins import load
from whisper_diarize.records import Job
from whisper_diarize.session import Runner
from whisper_diarize.testing import FakeEngines

RATE = 16_000
BAD_OF_TEN = 1
FORMATS = ("srt", "json")
PLUGIN = """
from whisper_diarize.testing import FakeEngines

fakes = FakeEngines()
register_transcribers = fakes.register_transcribers
register_diarizers = fakes.register_diarizers
"""
COMMAND = "from whisper_diarize.cli import transcribe as run; run()"


@dataclass(frozen=True)
class Outcome:
    """Numbers of a trial: recordings, kills, and all that must be zero."""

    recordings: int
    bad: int
    kills: int
    seconds: float
    not_done: int
    done_twice: int
    damaged_lines: int
    damaged_outputs: int
    failed_wrongly: int

    @property
    def is_sound(self) -> bool:
        """True if each good recording was done once and all files are whole."""
        faults = (self.not_done, self.done_twice, self.damaged_outputs, self.failed_wrongly)
        return not any(faults) and self.damaged_lines <= self.kills  # a kill may leave one line unfinished


def write_folder(folder: Path, recordings: int, seconds: float) -> tuple[list[str], list[str]]:
    """Write recordings of noise, no two alike, every tenth of them damaged; return the names of both kinds."""
    good: list[str] = []
    bad: list[str] = []
    for number in range(recordings):
        path = folder / f"part{number % 3}" / f"{number:04}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        if number % 10 < BAD_OF_TEN:
            path.write_bytes(b"RIFF no sound" * 100)
        else:
            noise = np.random.default_rng(number).integers(-3000, 3000, round(RATE * seconds), dtype=np.int16)
            soundfile.write(path, noise, RATE)
        (bad if number % 10 < BAD_OF_TEN else good).append(path.relative_to(folder).as_posix())
    return good, bad


def start(home: Path) -> subprocess.Popen[bytes]:
    """Start a run."""
    arguments = ("in", "-r", "--diarize", "--transcriber", "fake", "--diarizer", "fake", "-f", ",".join(FORMATS))
    others = ("--output-dir", "out", "--plugin", "fakes.py", "--no-cache", "--quiet")
    command = [sys.executable, "-c", COMMAND, *arguments, *others]
    return subprocess.Popen(command, cwd=home, stderr=subprocess.DEVNULL)


def lines(home: Path) -> int:
    """Count the lines of the ledger."""
    path = home / "out" / "manifest.jsonl"
    return path.read_bytes().count(b"\n") if path.exists() else 0


def kill_and_go_on(home: Path, recordings: int, kills: int, runs: int, seed: int = 0) -> float:
    """Run until all is done; kill a run `kills` times, as work goes on; return the seconds that it took."""
    rng, began = random.Random(seed), time.perf_counter()  # noqa: S311
    for number in range(kills):
        wanted = (number + 1) * recordings // (kills + 1) - rng.randrange(1 + recordings // (4 * (kills + 1)))
        running = [start(home) for _ in range(runs)]
        while lines(home) < wanted and any(one.poll() is None for one in running):
            time.sleep(0.002 + rng.random() / 500)
        for one in running:
            one.kill()
            one.wait()
    for one in [start(home) for _ in range(runs)]:
        one.wait()
    start(home).wait()  # those that the others had in hand when they ended
    return time.perf_counter() - began


def judge(home: Path, good: list[str], bad: list[str], kills: int, seconds: float) -> Outcome:
    """Compare the ledger and the outputs with the recordings."""
    ledger = home / "out" / "manifest.jsonl"
    known = list(entries(ledger))
    done = Counter(entry.recording for entry in known if entry.status == "done")
    failed = {entry.recording for entry in known if entry.status == "failed"}
    return Outcome(
        recordings=len(good) + len(bad),
        bad=len(bad),
        kills=kills,
        seconds=seconds,
        not_done=sum(done[name] == 0 for name in good),
        done_twice=sum(done[name] > 1 for name in good),
        damaged_lines=len(ledger.read_bytes().splitlines()) - len(known),
        damaged_outputs=sum(not is_whole(home / "out", name) for name in good) + len(unfinished(home / "out")),
        failed_wrongly=len(failed ^ set(bad)) + sum(name in done for name in bad),
    )


def is_whole(out: Path, name: str) -> bool:
    """Tell whether both outputs of a recording are there and complete."""
    stem = out / Path(name).with_suffix("")
    try:
        document = json.loads(stem.with_suffix(".json").read_text())
        return "world" in stem.with_suffix(".srt").read_text() and len(document["segments"]) > 0
    except (OSError, ValueError, KeyError):
        return False


def unfinished(out: Path) -> list[Path]:
    """Return the locks that were left behind."""
    return list((out / ".manifest.jsonl.locks").glob("*"))


def overhead(home: Path, good: list[str]) -> tuple[float, float]:
    """Return the seconds that a session, and a batch, take for each recording."""
    sources = [str(home / "in" / name) for name in good]
    began = time.perf_counter()
    with Session(transcriber="fake", diarizer="fake", plugins=[FakeEngines()]) as session:
        for _ in session.iter_transcribe(sources, diarize=True, output_formats=FORMATS, output_dir=home / "plain"):
            pass
    plain = time.perf_counter() - began
    plugins = load([FakeEngines()])
    selection = Selection("fake", "fake", formats=FORMATS, attributor="viterbi")
    job = Job("", "", home / "batch", FORMATS, "fake", "fake")
    began = time.perf_counter()
    batch = Batch(Runner(plugins), plugins, selection, job)
    found = find_recordings(sources)
    for _ in batch.run(batch.plan(found.recordings).to_do):
        pass
    batch.close()
    return plain / len(good), (time.perf_counter() - began) / len(good)


def report(outcome: Outcome, per_recording: tuple[float, float]) -> str:
    """Return the table."""
    plain, batch = per_recording
    rows = {
        "recordings (bad)": f"{outcome.recordings} ({outcome.bad})",
        "kills": outcome.kills,
        "seconds in all": f"{outcome.seconds:.1f}",
        "good ones not done": outcome.not_done,
        "done twice": outcome.done_twice,
        "ledger lines left unfinished": outcome.damaged_lines,
        "outputs damaged, locks left": outcome.damaged_outputs,
        "wrongly failed or done": outcome.failed_wrongly,
        "a recording in a session": f"{plain * 1000:.1f} ms",
        "a recording in a batch": f"{batch * 1000:.1f} ms",
        "overhead": f"{(batch - plain) * 1000:.1f} ms",
    }
    return "\n".join(f"| {name} | {value} |" for name, value in rows.items())


def trial(home: Path, recordings: int, seconds: float, kills: int, runs: int) -> tuple[Outcome, list[str]]:
    """Make the recordings, do them with kills, and judge; return the good recordings too."""
    good, bad = write_folder(home / "in", recordings, seconds)
    (home / "fakes.py").write_text(PLUGIN)
    took = kill_and_go_on(home, recordings, kills, runs)
    return judge(home, good, bad, kills * runs, took), good


def main() -> int:
    """Run the trial and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recordings", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--runs", type=int, default=1, help="runs at once")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        outcome, good = trial(home, arguments.recordings, arguments.seconds, arguments.kills, arguments.runs)
        print(report(outcome, overhead(home, good)))
    return 0 if outcome.is_sound else 1


if __name__ == "__main__":
    sys.exit(main())

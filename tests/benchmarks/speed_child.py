"""A contestant in a process of its own: how long each stage takes, and how much memory all of it.

What it measures it writes to a file, for libraries print what they like.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

Spoken = tuple[float, float, str]  # start, end, speaker
Diarize = Callable[[Path], Iterable[Spoken]]


class Stopwatch:
    """Wall seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of the block to a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.add(name, time.perf_counter() - start)

    def add(self, name: str, seconds: float) -> None:
        """Add to a stage."""
        self.seconds[name] = self.seconds.get(name, 0.0) + seconds

    def share(self, whole: str, parts: Sequence[str]) -> None:
        """Let parts that overlapped add up to the whole."""
        together = self.seconds.pop(whole)
        longer = sum(self.seconds[part] for part in parts) / together
        for part in parts:
            self.seconds[part] /= longer

    def watch(self, owner: type, method: str, stage: str) -> None:
        """Count all calls of a method as a stage."""
        original = getattr(owner, method)

        @functools.wraps(original)
        def timed(*arguments: object, **options: object) -> object:
            with self.stage(stage):
                return original(*arguments, **options)

        setattr(owner, method, timed)


def main(make: Callable[[argparse.Namespace, Stopwatch], Diarize]) -> None:
    """Make the contestant, let it hear `--warm-up`, and measure `--recording`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--contestant", required=True)
    parser.add_argument("--variant", default="")
    for name in ("--model", "--recording", "--warm-up", "--output"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    arguments = parser.parse_args()
    use_cores(arguments.threads)
    watch, started = Stopwatch(), time.perf_counter()
    diarize = make(arguments, watch)
    list(diarize(arguments.warm_up))
    measured = {"contestant": arguments.contestant, "start": time.perf_counter() - started}
    measured |= measure(lambda: diarize(arguments.recording), watch)
    arguments.output.write_text(json.dumps(measured), encoding="utf-8")


def measure(work: Callable[[], Iterable[Spoken]], watch: Stopwatch) -> dict[str, object]:
    """Return the costs of `work`, and the turns that it finds."""
    watch.seconds.clear()
    wall, cpu, busy = time.perf_counter(), time.process_time(), busy_seconds()
    found = list(work())
    wall, cpu, busy = time.perf_counter() - wall, time.process_time() - cpu, busy_seconds() - busy
    stages = dict(watch.seconds)
    stages["rest"] = wall - sum(stages.values())
    turns = [{"start": float(start), "end": float(end), "speaker": str(speaker)} for start, end, speaker in found]
    others = max(0.0, (busy - cpu) / (wall * (os.cpu_count() or 1))) if busy else None
    return {"wall": wall, "cpu": cpu, "stages": stages, "peak": peak_memory(), "turns": turns, "others": others}


def use_cores(count: int) -> None:
    """Keep to so many cores, where the system lets us: not every library can be told."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


def busy_seconds() -> float:
    """Return the CPU seconds that all processes have had since the system was started; 0 where it does not say."""
    statistics = Path("/proc/stat")
    if not statistics.exists():
        return 0.0
    _, user, nice, system, _idle, _waiting, *others = statistics.read_text().splitlines()[0].split()[:9]
    return sum(map(int, (user, nice, system, *others))) / os.sysconf("SC_CLK_TCK")


def peak_memory() -> int:
    """Return the most memory that this process had, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # ru_maxrss would be that of the process that started this one, if that was larger
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) << 10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak << 10

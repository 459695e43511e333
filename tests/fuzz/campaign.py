"""What all campaigns share: cases, workers with limits, the table, and the command line.

A campaign is a module with a function that makes cases of random numbers, and one that checks a case:

    def make_case(rng: random.Random, number: int) -> Case: ...

    def check(case: Case) -> str | None: ...  # the fault, in a few words; None if all is well

    if __name__ == "__main__":
        sys.exit(command(make_case, check, count=20_000, seconds=10))
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import random
import resource
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from multiprocessing.connection import Connection, wait
from pathlib import Path
from time import monotonic, process_time
from typing import Any, NoReturn

MAX_MEMORY = 2**30  # bytes that a check may need, the interpreter and the libraries included
MAX_SHOWN = 40  # faults that are listed below the table
SPARE = 4 * 2**30  # bytes of address space above what a worker has at first: a bomb must not take the machine along

# Any: what a campaign damages: bytes, text, arguments
CONTENTS = Any


@dataclass(frozen=True, slots=True)
class Case:
    """An input: its number, the kind that the table counts it under, and the contents, which can be pickled."""

    number: int
    kind: str
    contents: CONTENTS


Make = Callable[[random.Random, int], Case]
Check = Callable[[Case], "str | None"]


@dataclass(slots=True)
class Report:
    """Cases that were tried, by kind, and the faults that were found."""

    tried: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[Case, str]] = field(default_factory=list)

    def table(self) -> str:
        """Return `tried / failed` by kind, and then each fault in a line."""
        failed = Counter(case.kind for case, _ in self.faults)
        width = max([len(kind) for kind in self.tried], default=0) + 2
        rows = [f"{kind:<{width}}{self.tried[kind]:>8} / {failed[kind]}" for kind in sorted(self.tried)]
        total = f"{'all':<{width}}{self.tried.total():>8} / {failed.total()}"
        shown = [f"{case.kind} {case.number}: {fault}" for case, fault in self.faults[:MAX_SHOWN]]
        return "\n".join([f"{'':<{width}}{'tried':>8} / failed", *rows, total, *shown])


def make_cases(make: Make, seed: int, numbers: Iterable[int]) -> Iterator[Case]:
    """Make cases, each of random numbers of its own, so that any one can be made again."""
    return (make(random.Random(f"{seed}:{number}"), number) for number in numbers)  # noqa: S311  no secret


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a case: seconds on the clock, seconds of computing, bytes of memory; None: any number.

    Only computing is the same on a machine that has other work.
    """

    seconds: float = 10
    cpu: int | None = None
    memory: int | None = MAX_MEMORY


def run_campaign(  # noqa: PLR0913  the limits are those of `Limits`
    cases: Iterable[Case],
    check: Check,
    jobs: int = 1,
    *,
    seconds: float = 10,
    memory: int | None = MAX_MEMORY,
    cpu: int | None = None,
) -> Report:
    """Check each case in one of `jobs` processes.

    A fault is what `check` returns or raises, a case beyond a limit (see `Limits`), and one that ends its process.
    `check` is a function of a module.
    """
    report = Report()
    waiting = iter(cases)
    workers = [_Worker(check, Limits(seconds, cpu, memory)) for _ in range(jobs)]
    try:
        busy = [worker for worker in workers if worker.take(next(waiting, None))]
        while busy:
            deadline = min(worker.deadline for worker in busy)
            ready = wait([worker.answers for worker in busy], max(0.0, deadline - monotonic()))
            for worker in [w for w in busy if w.answers in ready or monotonic() >= w.deadline]:
                case, fault = worker.finish()
                report.tried[case.kind] += 1
                report.faults += [] if fault is None else [(case, fault)]
                if not worker.take(next(waiting, None)):
                    busy.remove(worker)
    finally:
        for worker in workers:
            worker.stop()
    return report


def forked(check: Check, case: Case) -> str | None:
    """Check a case in a copy of this process, for cases that may leave it in disorder; it must not have used MLX."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        try:
            _reset_peak()
            theirs.send(_fault(check, case, None))
        except BaseException as exc:  # noqa: BLE001  as in `_fault`
            theirs.send(f"{type(exc).__name__} ends the process")
        os._exit(0)
    theirs.close()
    fault: str | None = None
    with contextlib.suppress(EOFError):
        fault = ours.recv()
    ours.close()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return fault if code == 0 else f"its process ended with {code}"


def run_command(words: Sequence[str], prepare: Callable[[], object] = lambda: None) -> tuple[int, str]:
    """Run `whisper-diarize` in a copy of this process, as a shell would; return the exit code, and what it says.

    Standard output is dropped. The modules that it needs are imported before. `prepare` is called in the copy.
    """
    said, saying = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(saying, 2)
        prepare()
        _become(words)
    os.close(saying)
    with os.fdopen(said, encoding="utf-8", errors="replace") as text:
        told = text.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), told


def _become(words: Sequence[str]) -> NoReturn:
    """Be the command to the end of this process."""
    from whisper_diarize.cli import main

    code: object = 1
    try:
        sys.stdout, sys.stderr = open(1, "w", encoding="utf-8"), open(2, "w", encoding="utf-8")  # noqa: SIM115  as at the start of Python
        sys.argv = ["whisper-diarize", *words]
        main()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:  # noqa: BLE001  as Python does
        os.write(2, traceback.format_exc().encode("utf-8", "replace"))
    with contextlib.suppress(Exception):
        sys.stderr.flush()
        sys.stdout.flush()
    os._exit(code if isinstance(code, int) else 1)


def command(  # noqa: PLR0913  as above
    make: Make, check: Check, *, count: int, seconds: float, memory: int | None = MAX_MEMORY, cpu: int | None = None
) -> int:
    """Run a campaign from the command line, print its table, and return the exit code: 1 if a case failed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=count, help="number of cases")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int, help="number of the one case to try")
    parser.add_argument("--jobs", type=int, default=1, help="number of processes")
    parser.add_argument("--seconds", type=float, default=seconds, help="limit of a case")
    given = parser.parse_args()
    numbers = range(given.count) if given.only is None else [given.only]
    cases = make_cases(make, given.seed, numbers)
    report = run_campaign(cases, check, given.jobs, seconds=given.seconds, memory=memory, cpu=cpu)
    sys.stdout.write(f"{report.table()}\n")
    return 1 if report.faults else 0


class _Worker:
    """A process that checks cases one by one; it is replaced if it dies or takes too long."""

    def __init__(self, check: Check, limits: Limits) -> None:
        self._check = check
        self._limits = limits
        self._case: Case | None = None
        self.deadline = 0.0
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")  # a fork after MLX ran would hang
        self.answers, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._check, self._limits), daemon=True)
        self._process.start()
        theirs.close()
        self.answers.recv()  # it has imported all that it needs

    def take(self, case: Case | None) -> bool:
        """Begin with a case; tell whether there is one."""
        self._case = case
        if case is not None:
            self.deadline = monotonic() + self._limits.seconds
            self.answers.send(case)
        return case is not None

    def finish(self) -> tuple[Case, str | None]:
        """Return the case and its fault; a process that does not answer is replaced."""
        assert self._case is not None
        fault: str | None = f"it takes more than {self._limits.seconds:g} s"
        try:
            if self.answers.poll():
                return self._case, self.answers.recv()
        except EOFError:
            self._process.join()
            fault = f"its process ended with {self._process.exitcode}"
            if self._process.exitcode == -signal.SIGXCPU:
                fault = f"it computes for more than {self._limits.cpu} s"
        self.stop()
        self._start()
        return self._case, fault

    def stop(self) -> None:
        """End the process, and those that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid or 0, signal.SIGKILL)
        self._process.join()
        self.answers.close()


def _serve(questions: Connection, check: Check, limits: Limits) -> None:
    """Answer cases with faults until there are no more."""
    os.setsid()
    if limits.memory is not None:
        _limit_memory(SPARE)
    questions.send(None)
    with contextlib.suppress(EOFError):
        while True:
            case = questions.recv()
            _reset_peak()
            if limits.cpu is not None:
                _limit_computing(limits.cpu)
            questions.send(_fault(check, case, limits.memory))


def _fault(check: Check, case: Case, memory: int | None) -> str | None:
    try:
        fault = check(case)
    except Exception as exc:  # noqa: BLE001  that is what is counted
        place = traceback.extract_tb(exc.__traceback__)[-1]
        return f"{type(exc).__name__}: {exc!s:.200} ({place.filename}:{place.lineno})"
    peak = _peak()
    if fault is None and memory is not None and peak > memory:
        return f"it needs {peak / 2**20:.0f} MiB"
    return fault


def _limit_memory(spare: int) -> None:
    status = Path("/proc/self/statm")
    if status.exists():  # Linux; macOS does not hold such a limit
        used = int(status.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + spare, resource.RLIM_INFINITY))


def _limit_computing(seconds: int) -> None:
    """End this process with SIGXCPU after so much more computing, give or take a second."""
    used = ceil(process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _reset_peak() -> None:
    with contextlib.suppress(OSError):  # Linux only
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak() -> int:
    """Return the bytes that this process had at most: since `_reset_peak`, or on macOS since it began."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

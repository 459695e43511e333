"""A case of the conformance kit, and shared parts of all cases: blame, threads, an interruption."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

Result = TypeVar("Result")
THREADS = 4
OFTEN_SECONDS = 1e-5


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that a component must do: `check(make)` makes a component and raises AssertionError if it does not."""

    name: str
    check: Callable[[Callable[[], Any]], None]  # Any: components of all kinds

    def __str__(self) -> str:
        return self.name


@contextlib.contextmanager
def blaming(situation: str) -> Iterator[None]:
    """Turn the exception of a component into an AssertionError that has the situation."""
    try:
        yield
    except AssertionError:
        raise
    except (Exception, SystemExit) as error:
        raise AssertionError(f"it fails on {situation}: {type(error).__name__}: {error}") from error


def at_once(work: Callable[[], Result]) -> list[Result]:
    """Do the same work in several threads, all of them beginning together and taking turns often."""
    barrier = threading.Barrier(THREADS)

    def wait_and_work(_: int) -> Result:
        barrier.wait()
        return work()

    interval = sys.getswitchinterval()
    sys.setswitchinterval(OFTEN_SECONDS)
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(wait_and_work, range(THREADS)))
    finally:
        sys.setswitchinterval(interval)


def elsewhere(work: Callable[[], Result]) -> Result:
    """Do the work in another thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()

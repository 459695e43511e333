"""Time: the machine's, or one that leaps over every wait, for recordings that are played faster than they last."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Seconds since the beginning."""

    def now(self) -> float:
        """Return the seconds that have passed."""

    def wait(self, seconds: float) -> None:
        """Come back when so many more have."""


class MachineClock:
    """The machine's own."""

    def __init__(self) -> None:
        self._begin = time.perf_counter()

    def now(self) -> float:
        """Return the seconds that have passed."""
        return time.perf_counter() - self._begin

    def wait(self, seconds: float) -> None:
        """Sleep."""
        time.sleep(seconds)


class VirtualClock:
    """A clock on which work takes its time, and waiting none: figures are those of a run at normal speed."""

    def __init__(self) -> None:
        self._machine = MachineClock()
        self.waited = 0.0

    def now(self) -> float:
        """Return the seconds of work, and those that were leapt over."""
        return self._machine.now() + self.waited

    def wait(self, seconds: float) -> None:
        """Leap over the time."""
        self.waited += seconds

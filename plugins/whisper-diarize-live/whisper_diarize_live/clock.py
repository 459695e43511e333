"""Time: the machine's, or one that leaps over every wait, for recordings that are played faster than they last."""

from __future__ import annotations

import time
from collections.abc import Callable
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
    """A clock on which work takes its time, and waiting none: figures are those of a run at normal speed.

    By default, other programs have a part in the time of work; of the processor's (`time.process_time`) they have none,
    but work on two cores counts twice.
    """

    def __init__(self, timer: Callable[[], float] = time.perf_counter) -> None:
        self._timer = timer
        self._begin = timer()
        self.waited = 0.0

    def now(self) -> float:
        """Return the seconds of work, and those that were leapt over."""
        return self.worked + self.waited

    @property
    def worked(self) -> float:
        """Seconds of work."""
        return self._timer() - self._begin

    def wait(self, seconds: float) -> None:
        """Leap over the time."""
        self.waited += seconds

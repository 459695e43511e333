"""The events of a run, one method each, and the stages that send them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from .protocols import Progress
from .records import Job


class Events(Protocol):
    """The observers of a run. `Plugins` has these methods; each calls the hook of the same name."""

    def stage_started(self, job: Job, stage: str) -> None:
        """Announce that a stage begins."""

    def stage_progressed(self, job: Job, stage: str, done: float, total: float) -> None:
        """Announce that `done` of `total` units of a stage are finished."""

    def stage_finished(self, job: Job, stage: str, seconds: float, error: BaseException | None) -> None:
        """Announce that a stage has ended, after `seconds`; `error` is None if it succeeded."""

    def output_written(self, job: Job, exporter: str, path: Path) -> None:
        """Announce that an output is on disk."""


@contextlib.contextmanager
def stage(job: Job, name: str, events: Events) -> Iterator[Progress]:
    """Announce a stage's start, its progress and its end, however it ends; yield its progress callback."""

    def progress(done: float, total: float) -> None:
        events.stage_progressed(job, name, done, total)

    events.stage_started(job, name)
    started = time.perf_counter()
    failure: BaseException | None = None
    try:
        yield progress
    except BaseException as error:
        failure = error
        raise
    finally:
        events.stage_finished(job, name, time.perf_counter() - started, failure)

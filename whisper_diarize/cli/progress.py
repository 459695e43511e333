"""Progress on standard error, as an observer like those of any plugin."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from whisper_diarize.hookspecs import hookimpl

from .terminal import ERR, console, err

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from whisper_diarize.records import Job


class ProgressDisplay:
    """One bar per stage, while it runs; the screen is clean between stages."""

    def __init__(self) -> None:
        # rich is slow to import
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn  # noqa: PLC0415

        self._bars: Progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:3.0f}%"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console(stderr=True),
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}

    @hookimpl
    def stage_started(self, job: Job, stage: str) -> None:
        """Show the stage."""
        self._bars.start()
        self._tasks[stage] = self._bars.add_task(f"{job.name}: {stage}", total=None)

    @hookimpl
    def stage_progressed(self, stage: str, done: float, total: float) -> None:
        """Move its bar."""
        self._bars.update(self._tasks[stage], completed=done, total=total)

    @hookimpl
    def stage_finished(self, stage: str) -> None:
        """Take it away."""
        self._bars.remove_task(self._tasks.pop(stage))
        if not self._tasks:
            self._bars.stop()


def wanted(*, quiet: bool) -> bool:
    """Return whether to show progress: only to a person at a terminal."""
    return not quiet and ERR.isatty()


def configure_logging(*, quiet: bool, verbose: bool) -> None:
    """Send the package's messages to standard error: warnings, with `verbose` all, with `quiet` errors only.

    What is downloaded, which model is taken, and what comes from the cache, is always said, unless `quiet`.
    """
    logger = logging.getLogger("whisper_diarize")
    logger.setLevel(logging.ERROR if quiet else logging.INFO if verbose else logging.WARNING)
    for told in ("hub", "wheels", "models", "caching"):
        logging.getLogger(f"whisper_diarize.{told}").setLevel(logging.ERROR if quiet else logging.INFO)
    logger.handlers = [_StandardError()]
    logger.propagate = False


class _StandardError(logging.Handler):
    """Writes to the current standard error: progress bars replace it while they run."""

    def emit(self, record: logging.LogRecord) -> None:
        err(f"{record.levelname.lower()}: {record.getMessage()}\n")

"""Progress on standard error, as an observer like those of any plugin."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from whisper_diarize.errors import OptionError
from whisper_diarize.hookspecs import hookimpl
from whisper_diarize.live_text import Listener
from whisper_diarize.records import Span

from .json_lines import JsonProgress
from .terminal import ERR, clock, console, err, one_line, write_json_lines

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from whisper_diarize.records import Job


WHOLE_RUN = 7 * 24 * 3600.0
"""Seconds: recordings of a batch may take long, so an estimate counts from its beginning."""


MAIN_SHARE = 0.8
"""Of the work on a recording, the part that is done when its longest stage is."""


class ProgressDisplay:
    """One bar per stage, while it runs, below that of a batch; without one, the screen is clean between stages."""

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
            speed_estimate_period=WHOLE_RUN,
        )
        self._tasks: dict[str, TaskID] = {}
        self._batch: TaskID | None = None
        self._weights: Mapping[str, float] = {}
        self._done = 0.0

    def begin_batch(self, label: str, weights: Mapping[str, float]) -> None:
        """Show a batch of recordings: its bar grows by their `weights`, which are by source."""
        self._bars.start()
        self._weights = weights
        self._batch = self._bars.add_task(label, total=sum(weights.values()))

    def advance_batch(self, label: str, done: float) -> None:
        """Move its bar, at the end of a recording."""
        self._done = done
        if self._batch is not None:
            self._bars.update(self._batch, completed=done, description=label)

    def end_batch(self) -> None:
        """Take it away."""
        if self._batch is not None:
            self._bars.remove_task(self._batch)
            self._batch = None
        self._bars.stop()

    @hookimpl
    def stage_started(self, job: Job, stage: str) -> None:
        """Show the stage."""
        self._bars.start()
        self._tasks[stage] = self._bars.add_task(f"{job.name}: {stage}", total=None)

    @hookimpl
    def stage_progressed(self, job: Job, stage: str, done: float, total: float) -> None:
        """Move its bar, and that of the batch in the stage that takes longest."""
        self._bars.update(self._tasks[stage], completed=done, total=total)
        if self._batch is not None and stage == ("transcription" if job.transcriber else "diarization"):
            part = MAIN_SHARE * self._weights.get(job.source, 0) * done / max(total, done, 1e-9)
            self._bars.update(self._batch, completed=self._done + part)

    @hookimpl
    def stage_finished(self, stage: str) -> None:
        """Take it away."""
        self._bars.remove_task(self._tasks.pop(stage))
        if not self._tasks and self._batch is None:
            self._bars.stop()


def wanted(*, quiet: bool) -> bool:
    """Return whether to show progress: only to a person at a terminal."""
    return not quiet and ERR.isatty()


def observers_of(progress: str | None, *, quiet: bool) -> list[object]:
    """Return the observers that show progress: `json`, `bar`, `off`; None: bars for a person at a terminal.

    Raises:
        OptionError: it is none of these.
    """
    if progress not in {None, "json", "bar", "off"}:
        raise OptionError.unknown("--progress", str(progress), ("json", "bar", "off"), in_order=True)
    write_json_lines(wanted=progress == "json")
    if progress == "json":
        return [JsonProgress()]
    return [ProgressDisplay()] if progress == "bar" or (progress is None and wanted(quiet=quiet)) else []


def listener_of(observers: Sequence[object]) -> Listener:
    """Return the function that shows a segment while an engine writes it: as JSON if the observers write JSON."""
    for observer in observers:
        if isinstance(observer, JsonProgress):
            return observer.told
    return _show_segment


def _show_segment(at: Span, text: str) -> None:
    err(f"[{clock(at.start)} --> {clock(at.end)}] {one_line(text.strip())}\n")


def configure_logging(*, quiet: bool, verbose: bool) -> None:
    """Send the package's messages to standard error: warnings, with `verbose` all, with `quiet` errors only.

    What is downloaded, which model is taken, and what comes from the cache, is always said, unless `quiet`.
    """
    logger = logging.getLogger("whisper_diarize")
    logger.setLevel(logging.ERROR if quiet else logging.INFO if verbose else logging.WARNING)
    for told in ("hub", "wheels", "models", "caching"):
        logging.getLogger(f"whisper_diarize.{told}").setLevel(logging.ERROR if quiet else logging.INFO)
    write_json_lines(wanted=False)
    logger.handlers = [_StandardError()]
    logger.propagate = False


class _StandardError(logging.Handler):
    """Writes to the current standard error: progress bars replace it while they run."""

    def emit(self, record: logging.LogRecord) -> None:
        err(f"{record.levelname.lower()}: {record.getMessage()}\n")

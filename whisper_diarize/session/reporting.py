"""Progress of a job, for the program that runs it and for observers; a job that is to stop stops where it reports."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from whisper_diarize.cancellation import CancelToken, raise_if_cancelled
from whisper_diarize.errors import Cancelled
from whisper_diarize.events import Events
from whisper_diarize.records import Job


class StageProgress(Protocol):
    """A callback for the progress of a job.

    `stage` is one of `audio`, `transcription`, `diarization`, `attribution`, `identification`, `post:NAME`, `export`;
    `done` of `total` units of it are finished. A stage begins with 0 of 1 and ends with `done` equal to `total`; in
    between, `done` never goes back. Calls come from several threads, one after the other. An exception that it raises
    stops the job, and is raised from there.
    """

    def __call__(self, stage: str, done: float, total: float) -> None:
        """Take notice that `done` of `total` of `stage` is finished."""


class Reporter:
    """Passes events on to the observers and to the callback; stops the job where a stage begins or reports."""

    def __init__(self, observers: Events, progress: StageProgress | None, stop: CancelToken) -> None:
        self._observers = observers
        self._progress = progress
        self._stop = stop
        self._last: dict[str, tuple[float, float]] = {}
        self.failure: Exception | None = None

    def stage_started(self, job: Job, stage: str) -> None:
        """Announce that a stage begins."""
        raise_if_cancelled()
        self._observers.stage_started(job, stage)
        try:
            self._report(stage, 0.0, 1.0)
            raise_if_cancelled()  # by an observer, or meanwhile
        except Cancelled as error:
            self._observers.stage_finished(job, stage, 0.0, error)
            raise

    def stage_progressed(self, job: Job, stage: str, done: float, total: float) -> None:
        """Announce how far a stage is."""
        raise_if_cancelled()
        self._observers.stage_progressed(job, stage, done, total)
        self._report(stage, done, total)

    def stage_finished(self, job: Job, stage: str, seconds: float, error: BaseException | None) -> None:
        """Announce that a stage has ended."""
        self._observers.stage_finished(job, stage, seconds, error)
        done, total = self._last.pop(stage, (0.0, 1.0))
        if error is None and done < total:
            self._report(stage, total, total)

    def output_written(self, job: Job, exporter: str, path: Path) -> None:
        """Announce that an output is on disk."""
        self._observers.output_written(job, exporter, path)
        raise_if_cancelled()  # before the next

    def _report(self, stage: str, done: float, total: float) -> None:
        if self._progress is None:
            return
        self._last[stage] = done, total
        try:
            self._progress(stage, done, total)
        except Exception as error:
            self.failure = error
            self._stop.cancel()
            raise Cancelled("stopped by the progress callback") from error

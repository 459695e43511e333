"""Progress for programs: one JSON object a line on standard error. docs/progress.schema.json has each event."""

from __future__ import annotations

import time
from pathlib import Path

from whisper_diarize.errors import describe
from whisper_diarize.hookspecs import hookimpl
from whisper_diarize.records import Job, Span

from .terminal import json_event

MIN_SECONDS = 0.1
"""Between two reports of one stage."""


class JsonProgress:
    """An observer that writes each event of a run as a line of JSON."""

    def __init__(self) -> None:
        self._reported = 0.0
        self._source = ""

    @hookimpl
    def stage_started(self, job: Job, stage: str) -> None:
        """Write the beginning of a stage."""
        self._source = job.source
        json_event("stage_started", recording=job.source, stage=stage)

    @hookimpl
    def stage_progressed(self, job: Job, stage: str, done: float, total: float) -> None:
        """Write how far a stage is, not too often."""
        now = time.monotonic()
        if done >= total or now - self._reported >= MIN_SECONDS:
            self._reported = now
            json_event("stage_progressed", recording=job.source, stage=stage, done=done, total=total)

    @hookimpl
    def stage_finished(self, job: Job, stage: str, seconds: float, error: BaseException | None) -> None:
        """Write the end of a stage."""
        failure = describe(error) if error is not None else None
        json_event("stage_finished", recording=job.source, stage=stage, seconds=round(seconds, 3), error=failure)

    @hookimpl
    def output_written(self, job: Job, exporter: str, path: Path) -> None:
        """Write that an output is on disk."""
        json_event("output_written", recording=job.source, format=exporter, path=str(path))

    def told(self, at: Span, text: str) -> None:
        """Write a segment that an engine has just written."""
        json_event("text", recording=self._source, start=round(at.start, 3), end=round(at.end, 3), text=text.strip())

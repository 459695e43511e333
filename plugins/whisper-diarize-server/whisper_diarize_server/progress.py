"""Percent of a job, from the stages of a session."""

from __future__ import annotations

import time
from collections.abc import Callable

MIN_SECONDS = 0.2
"""Between two reports."""

SHARES = {"audio": (0, 5), "transcription": (5, 70), "diarization": (70, 95), "attribution": (95, 97)}
WITHOUT_SPEAKERS = {"audio": (0, 5), "transcription": (5, 95), "attribution": (95, 97)}


class Percent:
    """A session's progress callback that reports a stage and how much of the whole job is done; never less than before.

    Times of the stages differ from machine to machine: the shares are a rough division.
    """

    def __init__(self, report: Callable[[str, int], None], *, diarize: bool) -> None:
        self._report = report
        self._shares = SHARES if diarize else WITHOUT_SPEAKERS
        self._last = ("", -1)
        self._time = 0.0

    def __call__(self, stage: str, done: float, total: float) -> None:
        """Report, unless that was done a moment ago."""
        start, end = self._shares.get(stage, (97, 99))
        percent = max(self._last[1], int(start + (end - start) * (done / total if total > 0 else 1)))
        now = time.monotonic()
        if (stage, percent) == self._last or (stage == self._last[0] and now - self._time < MIN_SECONDS):
            return
        self._last, self._time = (stage, percent), now
        self._report(stage, percent)

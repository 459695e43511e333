"""The course of a batch: a line for each recording, a bar for all, a table at the end; or JSON for programs."""

from __future__ import annotations

import time
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from whisper_diarize.batch import BatchResult, FoundRecording, Plan
from whisper_diarize.errors import WhisperDiarizeError, describe

from .progress import ProgressDisplay
from .report import model_credits
from .terminal import clock, console, err, json_event, one_line, writes_json_lines

MAX_FAILURES = 50
"""Of those that the table lists; the ledger has all."""
WORDS = {
    "done": "done",
    "known": "done before",
    "failed": "failed",
    "elsewhere": "in the hands of another run",
}


@dataclass(slots=True)
class Tally:
    """Numbers of a batch so far: recordings by state, seconds of audio, files, reasons of failures."""

    states: Counter[str] = field(default_factory=Counter)
    audio_seconds: float = 0.0
    outputs: int = 0
    reasons: dict[str, str] = field(default_factory=dict)

    def add(self, result: BatchResult) -> None:
        """Count a result; one that is to be tried again, only when it has been."""
        self.outputs += len(result.outputs)
        if not result.final:
            return
        self.states[result.state] += 1
        if result.state == "done" and result.entry is not None:
            self.audio_seconds += result.entry.duration
        if result.state == "failed":
            self.reasons[result.found.place] = "; ".join(map(describe, result.errors))


class BatchView:
    """Shows a batch, on standard error; `ledger` is named at the end."""

    def __init__(self, ledger: Path, bars: ProgressDisplay | None, *, quiet: bool) -> None:
        self._ledger = ledger
        self._bars = bars
        self._quiet = quiet
        self._started = time.monotonic()
        self._total = self._done = self._done_before = 0
        self._count = self._finished = 0
        self._told = False
        self.tally = Tally()

    def begin(self, plan: Plan) -> None:
        """Show what is to be done."""
        self.tally.states["known"] += len(plan.known)
        self._count += len(plan.to_do)
        self._total += sum(map(_weight, plan.to_do))
        self._done_before = self._done
        if writes_json_lines():
            known = len(plan.known)
            json_event("batch_started", to_do=len(plan.to_do), known=known, ledger=str(self._ledger))
        elif self._bars is not None and plan.to_do:
            self._bars.begin_batch(self._label(), {found.source: _weight(found) for found in plan.to_do})

    def show(self, result: BatchResult) -> None:
        """Show what became of a recording."""
        self.tally.add(result)
        for error in result.errors:
            if not isinstance(error, WhisperDiarizeError):  # a bug
                err("".join(traceback.format_exception(error)))
        if result.final:
            self._finished += 1
            self._done += _weight(result.found)
        if writes_json_lines():
            self._tell_programs(result)
        else:
            self._say(result)
        if self._bars is not None:
            self._bars.advance_batch(self._label(), self._done - self._done_before)

    def fail(self, errors: Iterable[WhisperDiarizeError]) -> None:
        """Show folders that could not be read, which count as failures."""
        for error in errors:
            if str(error) not in self.tally.reasons:
                self.tally.states["failed"] += 1
                self.tally.reasons[str(error)] = "unreadable folder"
                err(f"error: {error}\n")

    def pause(self) -> None:
        """Take the bar away, until there is more to do."""
        if self._bars is not None:
            self._bars.end_batch()

    def finish(self) -> bool:
        """Show the table; return whether all went well."""
        self.pause()
        seconds = time.monotonic() - self._started
        if writes_json_lines():
            self._sum_up_for_programs(seconds)
        elif not self._quiet:
            self._sum_up(seconds)
        return not self.tally.states["failed"]

    def interrupted(self) -> str:
        """Return the line that says what is kept."""
        self.pause()
        done = self.tally.states["done"] + self.tally.states["known"]
        left = self._count - self._finished
        return f"interrupted; {done} done, {left} left ({self._ledger} has each); the same command goes on from there"

    def _label(self) -> str:
        return f"{self._finished} of {self._count} recordings"

    def _say(self, result: BatchResult) -> None:
        entry = result.entry
        if result.state == "failed":
            reason = "; ".join(map(describe, result.errors))
            err(f"error: {reason}\n" if result.final else f"warning: {reason}; one more try at the end\n")
        elif self._quiet or entry is None:
            return
        else:
            seconds = entry.work_seconds
            speed = f" ({entry.duration / seconds:.1f} times real time)" if seconds and not result.reused else ""
            kept = f", {' and '.join(sorted(result.reused))} from the cache" if result.reused else ""
            files = ", ".join(path.name for path in result.outputs)
            self._say_once_whose_model(result)
            line = f"{clock(entry.duration)} of audio in {seconds:.1f} s{speed}{kept}; wrote {files or 'nothing'}"
            err(f"{one_line(result.found.place)}: {line}\n")

    def _say_once_whose_model(self, result: BatchResult) -> None:
        found = result.transcript.diarization if result.transcript else None
        if found is not None and found.authors and not self._told:
            self._told = True
            err(f"{model_credits(found)}\n")

    def _tell_programs(self, result: BatchResult) -> None:
        entry = result.entry
        json_event(
            "recording_finished",
            recording=result.found.source,
            status=result.state,
            error="; ".join(map(describe, result.errors)),
            duration=entry.duration if entry else 0.0,
            work_seconds=entry.work_seconds if entry else 0.0,
            outputs=[str(path) for path in result.outputs],
            final=result.final,
        )
        left = self._remaining()
        json_event("batch_progressed", done=self._finished, total=self._count, remaining_seconds=left)

    def _remaining(self) -> float | None:
        """Return an estimate of the seconds that are left, by the sizes of files; None before the first is done."""
        if not self._done:
            return None
        return round((time.monotonic() - self._started) / self._done * (self._total - self._done), 1)

    def _sum_up(self, seconds: float) -> None:
        from rich.table import Table  # noqa: PLC0415  rich is slow to import

        screen = console(stderr=True)
        tally = self.tally
        table = Table("recordings", "number")
        table.columns[1].justify = "right"
        for state, words in WORDS.items():
            if tally.states[state] or state == "done":
                table.add_row(words, str(tally.states[state]))
        screen.print(table)
        if tally.reasons:
            failures = Table("failed", "reason")
            for place, reason in list(tally.reasons.items())[:MAX_FAILURES]:
                failures.add_row(one_line(place), one_line(reason))
            screen.print(failures)
        speed = f" ({tally.audio_seconds / seconds:.1f} times real time)" if tally.audio_seconds else ""
        screen.print(f"{_hours(tally.audio_seconds)} of audio in {_hours(seconds)}{speed}")
        files = f"{tally.outputs} file{'' if tally.outputs == 1 else 's'}"
        screen.print(f"wrote {files} below {self._ledger.parent}; the ledger is {self._ledger}")

    def _sum_up_for_programs(self, seconds: float) -> None:
        states = self.tally.states
        json_event(
            "batch_finished",
            **{state: states[state] for state in WORDS},
            audio_seconds=round(self.tally.audio_seconds, 3),
            seconds=round(seconds, 3),
            reasons=self.tally.reasons,
            ledger=str(self._ledger),
        )


def bars_among(observers: Sequence[object]) -> ProgressDisplay | None:
    """Return the display of bars among the observers; None if there is none."""
    return next((one for one in observers if isinstance(one, ProgressDisplay)), None)


def _weight(found: FoundRecording) -> int:
    """Return the size of a recording: work grows with it."""
    try:
        return max(1, Path(found.source).stat().st_size)
    except (OSError, ValueError):
        return 1


def _hours(seconds: float) -> str:
    """Return a length of time with its unit.

    >>> _hours(7200), _hours(90), _hours(12.34)
    ('2.0 hours', '1.5 minutes', '12.3 s')
    """
    if seconds >= 3600:  # noqa: PLR2004  an hour
        return f"{seconds / 3600:.1f} hours"
    return f"{seconds / 60:.1f} minutes" if seconds >= 60 else f"{seconds:.1f} s"  # noqa: PLR2004  a minute

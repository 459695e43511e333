"""The only handler of errors: one line on standard error and the exit code.

Handled errors exit with 1, wrong usage with 2, an interrupt with 130 (see `interrupts`); anything else is a bug and
shows its traceback.
"""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field

import typer

from whisper_diarize.errors import Cancelled, OptionError, WhisperDiarizeError
from whisper_diarize.text import visible

from .terminal import err

MAX_LINE = 400  # characters; a message may quote what a file has
LAST = 120  # of them from its end, which says what to do next


@contextlib.contextmanager
def handled() -> Iterator[None]:
    """End the command with one line if an error of ours escapes."""
    try:
        yield
    except OptionError as error:
        _print(error)
        raise typer.Exit(2) from error
    except WhisperDiarizeError as error:
        _print(error)
        raise typer.Exit(1) from error


@dataclass(slots=True)
class Failures:
    """Collects the failures of a batch, so that one recording (or another `kind` of thing) never loses the others."""

    total: int
    kind: str = "recordings"
    errors: list[WhisperDiarizeError] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)

    @contextlib.contextmanager
    def collecting(self, name: str) -> Iterator[None]:
        """Keep the error of one recording; a bug shows its traceback, and the batch goes on."""
        try:
            yield
        except Cancelled:
            raise
        except WhisperDiarizeError as error:
            self.add(name, error)
        except Exception:  # noqa: BLE001  a bug in one recording must not lose the others
            err(traceback.format_exc())
            self.failed.add(name)

    def add(self, name: str, *errors: WhisperDiarizeError) -> None:
        """Keep errors of one recording."""
        if errors:
            self.errors += errors
            self.failed.add(name)

    @contextlib.contextmanager
    def told_of_when_stopped(self) -> Iterator[None]:
        """Report the failures if the work in the block is stopped."""
        try:
            yield
        except (KeyboardInterrupt, Cancelled):
            self._report()
            raise

    def finish(self) -> None:
        """Report the failures and end with exit code 1; return if there are none."""
        self._report()
        if self.failed and self.total > 1:
            err(f"{len(self.failed)} of {self.total} {self.kind} failed\n")
        if self.failed:
            raise typer.Exit(1)

    def _report(self) -> None:
        for error in self.errors:
            _print(error)


def _print(error: WhisperDiarizeError) -> None:
    line = f"error: {' '.join(visible(str(error)).split())}"
    if len(line) > MAX_LINE:
        line = f"{line[: MAX_LINE - LAST - 5]} ... {line[-LAST:]}"
    err(f"{line}\n")

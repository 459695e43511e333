"""Ctrl-C: stop at once, print the kept parts and the way to go on, exit with 130."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import NoReturn

import typer

from whisper_diarize.cancellation import CancelToken, cancellable
from whisper_diarize.errors import Cancelled
from whisper_diarize.threads import wait_for_stopped_calls

from .terminal import err

EXIT_CODE = 128 + signal.SIGINT

SAVING_SECONDS = 0.5
"""The time that an interrupted engine gets to keep its last minute in the cache; what is older is there already."""

KEPT = "interrupted; what was finished is kept in the cache: the same command goes on from there"
NOT_KEPT = "interrupted; nothing is kept (--no-cache): the same command begins anew"
OUTSIDE = "interrupted; the same command begins anew, or goes on if the work was under way"
"""Before the work has begun, while plugins are loaded, or after it."""

_told = threading.Event()


@contextlib.contextmanager
def interruptible(*, kept: bool, told: Callable[[], str] | None = None) -> Iterator[CancelToken]:
    """Let Ctrl-C end the work in the block, in all its threads, and then the command; `kept`: there is a cache.

    `told` returns the line that says what is kept, if it is more than that.

    The signal cancels the token, for the threads, and interrupts the main thread as it does without us. A second one
    ends a command that still has something to write.
    """
    cancel = CancelToken()
    try:
        with _on_interrupt(cancel), cancellable(cancel):
            yield cancel
    except (KeyboardInterrupt, Cancelled) as error:
        if isinstance(error, Cancelled) and not cancel.cancelled:
            raise
        err(f"{told() if told else KEPT if kept else NOT_KEPT}\n")
        _told.set()
        raise typer.Exit(EXIT_CODE) from None


def end_program(code: str | int | None) -> NoReturn:
    """Exit; after an interrupt, without waiting for threads that have not noticed it yet.

    Everything that is to last is written by then: files appear whole, or not at all, and `terminal` keeps nothing back.
    """
    if code == EXIT_CODE:
        if not _told.is_set():
            err(f"{OUTSIDE}\n")
        wait_for_stopped_calls(SAVING_SECONDS)
        os._exit(EXIT_CODE)
    sys.exit(code)


@contextlib.contextmanager
def _on_interrupt(cancel: CancelToken) -> Iterator[None]:
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN  # as for a script's jobs in the background
    if ignored or threading.current_thread() is not threading.main_thread():  # only the main thread is interrupted
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        cancel.cancel("interrupted")
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

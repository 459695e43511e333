"""Stop work that is under way, from another thread, from a signal handler, or after a time limit.

A token is made current for the thread that works (`cancellable`); loops of the package call `raise_if_cancelled` as
often as they can, so that the work ends within a second wherever it is. Engines of plugins may call it as well; they
are also stopped by their `progress` callback.
"""

from __future__ import annotations

import contextlib
import contextvars
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from typing import TypeVar

from .errors import Cancelled

POLL_SECONDS = 0.05
"""The time between two looks at the tokens while a thread waits."""

Result = TypeVar("Result")

_current: contextvars.ContextVar[tuple[CancelToken, ...]] = contextvars.ContextVar("cancel_tokens", default=())


class CancelToken:
    """A request to stop, shared by a job and everything that may stop it.

    `timeout`, in seconds from now on, cancels by itself. A token may be cancelled from any thread and from a signal
    handler; once cancelled it stays so.

        token = CancelToken(timeout=600)
        threading.Thread(target=lambda: session.transcribe("talk.m4a", cancel=token)).start()
        token.cancel()
    """

    def __init__(self, timeout: float | None = None) -> None:
        self._reason: str | None = None
        self._timeout = timeout
        self._deadline = None if timeout is None else time.monotonic() + timeout

    def cancel(self, reason: str = "cancelled") -> None:
        """Ask for the work to stop; `reason` becomes the message of its `Cancelled`. The first request counts."""
        # a plain assignment: a lock could be held by the very code that a signal handler interrupts
        self._reason = self._reason or reason or "cancelled"

    @property
    def cancelled(self) -> bool:
        """True if the work is to stop."""
        return self.reason is not None

    @property
    def reason(self) -> str | None:
        """The reason for stopping the work; None if it goes on."""
        if self._reason is None and self._deadline is not None and time.monotonic() >= self._deadline:
            self.cancel(f"cancelled: it took longer than {self._timeout:g} s")
        return self._reason

    def raise_if_cancelled(self) -> None:
        """Raise if the work is to stop.

        Raises:
            Cancelled: it is.
        """
        reason = self.reason
        if reason is not None:
            raise Cancelled(reason)


@contextlib.contextmanager
def cancellable(token: CancelToken | None) -> Iterator[None]:
    """Let `token` (None: no further one) stop the work of this thread in the block.

    Tokens of surrounding blocks stay in force. Threads that are started in the block inherit them only through
    `in_this_context`.
    """
    if token is None:
        yield
        return
    before = _current.set((*_current.get(), token))
    try:
        yield
    finally:
        _current.reset(before)


def raise_if_cancelled() -> None:
    """Raise if the work of this thread is to stop; call it between two steps of long work.

    Raises:
        Cancelled: it is.
    """
    for token in _current.get():
        token.raise_if_cancelled()


def in_this_context(call: Callable[[], Result]) -> Callable[[], Result]:
    """Return `call`, to be run in another thread under the tokens of this one."""
    context = contextvars.copy_context()
    return lambda: context.run(call)


def result_of(future: Future[Result]) -> Result:
    """Wait for a future's result, no longer than the work of this thread is wanted.

    Raises:
        Cancelled: the work is to stop.
    """
    while True:
        raise_if_cancelled()
        with contextlib.suppress(NotYet):
            return future.result(timeout=POLL_SECONDS)
        if future.done():  # the work itself ran out of time
            return future.result()

"""Threads and locks that can be given up: a caller that is to stop waits for neither."""

from __future__ import annotations

import os
import sys
import threading
import time
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from .cancellation import POLL_SECONDS, CancelToken, cancellable, in_this_context, raise_if_cancelled, result_of

GRACE_SECONDS = 0.3
"""The time that a call which was stopped gets to clean up before its caller goes on without it."""

Result = TypeVar("Result")


class ForkableLock:
    """A lock that is free in a process just forked, whichever thread of the parent held it.

    As a context manager it waits no longer than the work of its thread is wanted.

    Raises:
        Cancelled: the work is to stop.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        _forkable_locks.add(self)

    def __enter__(self) -> None:
        raise_if_cancelled()
        while not self._lock.acquire(timeout=POLL_SECONDS):
            raise_if_cancelled()

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def locked(self) -> bool:
        """Return whether a thread holds it."""
        return self._lock.locked()

    def renew(self) -> None:
        """Forget the threads of the parent process."""
        self._lock = threading.Lock()


_forkable_locks: weakref.WeakSet[ForkableLock] = weakref.WeakSet()


def _renew_locks() -> None:
    for lock in _forkable_locks:
        lock.renew()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_renew_locks)


def in_own_thread(call: Callable[[], Result], name: str) -> Result:
    """Call a function in a new thread, which gives back at its end the streams that MLX keeps for it.

    The caller can be interrupted while `call` computes. If it is (by an exception in a signal handler, or by
    a token), `call` is cancelled too, and left behind if it does not end at once: it ends at its next check.

    Raises:
        Cancelled: the work is to stop.
    """
    stop, outcome = CancelToken(), Future[Result]()

    def work() -> None:
        with cancellable(stop):
            try:
                outcome.set_result(call())
            except BaseException as error:  # noqa: BLE001  it belongs to the caller
                outcome.set_exception(error)
            finally:
                _clear_streams()

    thread = threading.Thread(target=in_this_context(work), name=name)
    _running.add(thread)
    thread.start()
    try:
        return result_of(outcome)
    finally:
        if outcome.done():
            thread.join()
        else:
            stop.cancel()
            thread.join(GRACE_SECONDS)


def wait_for_stopped_calls(seconds: float) -> None:
    """Give calls that were stopped and left behind some more time in all, to keep their results."""
    deadline = time.monotonic() + seconds
    for thread in list(_running):
        thread.join(max(0.0, deadline - time.monotonic()))


_running: weakref.WeakSet[threading.Thread] = weakref.WeakSet()


def clear_mlx_cache() -> None:
    """Give back the memory that MLX keeps for the next computation on a GPU.

    On a CPU it keeps none, and in a forked process it would wait for ever for threads of the parent.
    """
    mlx = sys.modules.get("mlx.core")
    if mlx is not None and mlx.default_device() != mlx.Device(mlx.cpu):
        mlx.clear_cache()


def _clear_streams() -> None:
    mlx = sys.modules.get("mlx.core")
    if mlx is not None and hasattr(mlx, "clear_streams"):  # since MLX 0.31
        mlx.clear_streams()

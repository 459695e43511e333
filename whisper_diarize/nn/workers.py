"""Threads that do all of the package's computing in MLX, whichever thread asks for it.

MLX gives every thread that computes streams of its own, and aborts a program that ends while a finished thread has not
cleared its own. The threads of a caller are not ours to end, so that they must never compute; workers clear their
streams at exit. A forked child has none of its parent's threads: it starts new ones.
"""

from __future__ import annotations

import atexit
import functools
import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

import mlx.core as mx
import numpy as np

from whisper_diarize.cancellation import raise_if_cancelled, result_of

Item = TypeVar("Item")
Result = TypeVar("Result")

MAX_THREADS = 8  # more cores find too little work in a batch

_by_device: dict[str, Workers] = {}
_starting = threading.Lock()


def workers() -> Workers:
    """Return the workers for MLX's default device: a thread for each core of a CPU, or a single one for a GPU."""
    device = mx.default_device()
    with _starting:
        if str(device) not in _by_device:
            _by_device[str(device)] = Workers(device, num_cores() if is_cpu(device) else 1)
        return _by_device[str(device)]


def is_cpu(device: mx.Device) -> bool:
    """Tell a CPU from a GPU."""
    return bool(device == mx.Device(mx.cpu))


def num_cores() -> int:
    """Count the cores that are used."""
    return min(os.cpu_count() or 1, MAX_THREADS)


class Workers:
    """Some threads that compute on a device, and wait for each other's tasks to be taken."""

    def __init__(self, device: mx.Device, count: int) -> None:
        self.device = device
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        # daemon threads: they are ended by `close`, which Python calls after it has waited for all other threads
        self._threads = [threading.Thread(target=self._work, name="network", daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def __len__(self) -> int:
        return len(self._threads)

    def call(self, function: Callable[[], Result]) -> Result:
        """Call a function in one of the threads."""
        return self.map(lambda _: function(), [None])[0]

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """Call a function with each item, in as many threads at a time as there are; results are in order.

        Raises:
            Cancelled: the work of the calling thread is to stop; items that wait are then left out.
        """
        raise_if_cancelled()
        futures = [self._submit(function, item) for item in items]
        try:
            return [result_of(future) for future in futures]
        finally:
            for future in futures:
                future.cancel()

    def close(self) -> None:
        """End the threads once their present tasks are done."""
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()

    def _submit(self, function: Callable[[Item], Result], item: Item) -> Future[Result]:
        future: Future[Result] = Future()
        self._tasks.put(functools.partial(_run, future, function, item))
        return future

    def _work(self) -> None:
        mx.set_default_device(self.device)
        try:
            with np.errstate(all="ignore"):  # as MLX computes; who gets the numbers checks that they are finite
                while (task := self._tasks.get()) is not None:
                    task()
                    del task  # it may hold a batch
        finally:
            if hasattr(mx, "clear_streams"):  # since MLX 0.31; before, threads shared their streams
                mx.clear_streams()


def _run(future: Future[Result], function: Callable[[Item], Result], item: Item) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(function(item))
    except BaseException as error:  # noqa: BLE001  raised again by the thread that waits
        future.set_exception(error)


def _close_all() -> None:
    with _starting:
        for each in _by_device.values():
            each.close()
        _by_device.clear()


def _forget_all() -> None:
    """Forget threads that a forked child does not have, and a lock that one of them may have held."""
    global _starting  # noqa: PLW0603
    _by_device.clear()
    _starting = threading.Lock()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_forget_all)

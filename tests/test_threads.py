from __future__ import annotations

import os
import threading
import time

import mlx.core as mx
import pytest

from whisper_diarize import Cancelled, CancelToken
from whisper_diarize.cancellation import cancellable, raise_if_cancelled
from whisper_diarize.threads import GRACE_SECONDS, ForkableLock, in_own_thread, wait_for_stopped_calls


def test_waiting_for_a_lock_ends_when_cancelled() -> None:
    lock = ForkableLock()
    with lock, cancellable(CancelToken(timeout=0.1)), pytest.raises(Cancelled), lock:
        pass
    assert not lock.locked()


def test_cancelled_work_does_not_take_a_lock() -> None:
    lock, token = ForkableLock(), CancelToken()
    token.cancel()
    with cancellable(token), pytest.raises(Cancelled), lock:
        pass
    assert not lock.locked()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_lock_is_free_in_a_forked_process() -> None:
    lock = ForkableLock()
    with lock:
        child = os.fork()
        if child == 0:
            os._exit(int(lock.locked()))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert lock.locked()


def test_call_has_a_thread_of_its_own_and_its_result_comes_back() -> None:
    thread, total = in_own_thread(lambda: (threading.current_thread(), mx.arange(4).sum().item()), "sum")
    assert thread is not threading.current_thread()
    assert (thread.name, thread.is_alive(), total) == ("sum", False, 6)


def test_error_of_the_call_comes_back() -> None:
    with pytest.raises(ZeroDivisionError):
        in_own_thread(lambda: 1 // 0, "division")


def endless(ended: threading.Event) -> None:
    try:
        while True:
            raise_if_cancelled()
            time.sleep(0.001)
    finally:
        ended.set()


def test_call_is_stopped_with_its_caller() -> None:
    ended = threading.Event()
    with cancellable(CancelToken(timeout=0.1)), pytest.raises(Cancelled):
        in_own_thread(lambda: endless(ended), "endless")
    assert ended.is_set()


def test_caller_does_not_wait_for_a_call_that_cannot_be_stopped() -> None:
    release = threading.Event()
    started = time.monotonic()
    with cancellable(CancelToken(timeout=0.1)), pytest.raises(Cancelled):
        in_own_thread(release.wait, "deaf")
    assert time.monotonic() - started < 1
    release.set()


def test_stopped_calls_get_time_to_keep_what_they_have_done() -> None:
    kept = threading.Event()

    def slow_to_save() -> None:
        try:
            endless(threading.Event())
        finally:
            time.sleep(GRACE_SECONDS + 0.2)
            kept.set()

    with cancellable(CancelToken(timeout=0.1)), pytest.raises(Cancelled):
        in_own_thread(slow_to_save, "saving")
    assert not kept.is_set()
    wait_for_stopped_calls(10)
    assert kept.is_set()


def test_waiting_for_stopped_calls_has_an_end() -> None:
    release = threading.Event()
    with cancellable(CancelToken(timeout=0.1)), pytest.raises(Cancelled):
        in_own_thread(release.wait, "deaf")
    started = time.monotonic()
    wait_for_stopped_calls(0.2)
    assert time.monotonic() - started < 1
    release.set()

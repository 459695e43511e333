from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

import pytest

from whisper_diarize import Cancelled, CancelToken
from whisper_diarize.cancellation import cancellable, in_this_context, raise_if_cancelled, result_of


def in_thread(call: Callable[[], None]) -> None:
    thread = threading.Thread(target=call)
    thread.start()
    thread.join()


def test_token_stops_what_checks_it() -> None:
    token = CancelToken()
    token.raise_if_cancelled()
    token.cancel()
    assert token.cancelled
    with pytest.raises(Cancelled, match=r"^cancelled$"):
        token.raise_if_cancelled()


def test_first_reason_is_the_message() -> None:
    token = CancelToken()
    token.cancel("the client went away")
    token.cancel("the server stops")
    with pytest.raises(Cancelled, match=r"^the client went away$"):
        token.raise_if_cancelled()


def test_time_limit_cancels_by_itself() -> None:
    token = CancelToken(timeout=0.05)
    assert not token.cancelled
    time.sleep(0.06)
    with pytest.raises(Cancelled, match=r"longer than 0\.05 s"):
        token.raise_if_cancelled()


def test_token_counts_inside_its_block_only() -> None:
    token = CancelToken()
    token.cancel()
    with cancellable(token), pytest.raises(Cancelled):
        raise_if_cancelled()
    raise_if_cancelled()


def test_no_token_changes_nothing() -> None:
    with cancellable(None):
        raise_if_cancelled()


def test_outer_token_counts_in_an_inner_block() -> None:
    outer = CancelToken()
    outer.cancel("outer")
    with cancellable(outer), cancellable(CancelToken()), pytest.raises(Cancelled, match="outer"):
        raise_if_cancelled()


def test_other_threads_are_not_stopped() -> None:
    token = CancelToken()
    token.cancel()
    with cancellable(token):
        in_thread(raise_if_cancelled)  # pytest fails on an exception in a thread


def test_threads_inherit_the_token_if_asked_to() -> None:
    token, stopped = CancelToken(), []

    def work() -> None:
        try:
            raise_if_cancelled()
        except Cancelled:
            stopped.append(True)

    token.cancel()
    with cancellable(token):
        in_thread(in_this_context(work))
    assert stopped == [True]


def test_waiting_for_a_result_ends_when_cancelled() -> None:
    token = CancelToken()
    threading.Timer(0.1, token.cancel).start()
    started = time.monotonic()
    with cancellable(token), pytest.raises(Cancelled):
        result_of(Future())
    assert time.monotonic() - started < 1


def test_results_and_errors_come_through() -> None:
    good, bad = Future[int](), Future[int]()
    good.set_result(3)
    bad.set_exception(TimeoutError("its own"))
    assert result_of(good) == 3
    with pytest.raises(TimeoutError, match="its own"):
        result_of(bad)


def test_signal_handler_may_cancel() -> None:
    token = CancelToken()
    before = signal.signal(signal.SIGUSR1, lambda *_: token.cancel("signal"))
    try:
        signal.raise_signal(signal.SIGUSR1)
        with pytest.raises(Cancelled, match="signal"):
            token.raise_if_cancelled()
    finally:
        signal.signal(signal.SIGUSR1, before)

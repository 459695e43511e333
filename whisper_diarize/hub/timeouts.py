"""Time limits for calls to the hub, and silence of huggingface_hub's own messages meanwhile."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from typing import TypeVar

from huggingface_hub import constants
from huggingface_hub.utils import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars
from huggingface_hub.utils import logging as hub_logging

from whisper_diarize.cancellation import raise_if_cancelled

logger = logging.getLogger(__name__)

HUB_SECONDS = 4.0
"""Seconds that the hub may take for each step of its first answer; beyond them it counts as out of reach."""
SILENT_SECONDS = 30.0
"""Seconds without data after which a download is given up; huggingface_hub tries again in the meantime."""
CHUNK_BYTES = 2**20

Result = TypeVar("Result")


def call_with_timeout(call: Callable[[], Result], seconds: float, progress: Callable[[], int] = lambda: 0) -> Result:
    """Call a function, and give it up once `progress()` has not changed for so many seconds.

    It has a thread of its own: no time limit of an HTTP client covers the name servers or all its tries together.

    Raises:
        TimeoutError: it was given up. The thread stays behind, and ends with the process.
        Cancelled: the work is to stop; likewise.
    """
    outcome: Future[Result] = Future()

    def work() -> None:
        try:
            outcome.set_result(call())
        except BaseException as exc:  # noqa: BLE001  # raised again by the one who waits
            outcome.set_exception(exc)

    threading.Thread(target=work, daemon=True).start()
    seen, since = progress(), time.monotonic()
    while True:
        raise_if_cancelled()
        with contextlib.suppress(NotYet):
            return outcome.result(timeout=min(seconds, 0.1))
        if outcome.done():  # the call itself ran out of time
            return outcome.result()
        now = progress()
        if now != seen:
            seen, since = now, time.monotonic()
        elif time.monotonic() - since > seconds:
            raise TimeoutError(f"no answer for {seconds:g} s")


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep huggingface_hub's own messages to itself; its bars are for a person who sees our messages."""
    verbosity, bars_were_off = hub_logging.get_verbosity(), are_progress_bars_disabled()
    hub_logging.set_verbosity(logging.ERROR)
    watched = logger.isEnabledFor(logging.INFO) and sys.stderr.isatty()
    if constants.HF_HUB_DISABLE_PROGRESS_BARS is None and not watched:  # None: the environment leaves it to us
        disable_progress_bars()
    try:
        yield
    finally:
        hub_logging.set_verbosity(verbosity)
        if not bars_were_off:
            enable_progress_bars()


@contextlib.contextmanager
def small_steps() -> Iterator[None]:
    """Download in steps so small that silence can be told from slowness."""
    before = constants.DOWNLOAD_CHUNK_SIZE
    constants.DOWNLOAD_CHUNK_SIZE = CHUNK_BYTES
    try:
        yield
    finally:
        constants.DOWNLOAD_CHUNK_SIZE = before

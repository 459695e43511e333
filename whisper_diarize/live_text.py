"""Words while an engine writes them, for those who want to read along."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .records import Span

Listener = Callable[[Span, str], None]

_listener: contextvars.ContextVar[Listener | None] = contextvars.ContextVar("live_text", default=None)


def tell_segment(start: float, end: float, text: str) -> None:
    """Tell those who read along that an engine has written a segment; times are those of the recording, in seconds.

    `text` has the white space that precedes it. Words may still be changed and moved: the transcript counts.
    """
    listener = _listener.get()
    if listener is not None and text.strip():
        listener(Span(max(0.0, start), max(0.0, start, end)), text)


@contextmanager
def listening(listener: Listener | None) -> Iterator[None]:
    """Pass on the segments that are told in this block, and in threads that are started from it in its context."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)

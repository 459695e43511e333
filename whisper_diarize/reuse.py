"""Notice of what a run took from the cache instead of computing it."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager

_noticed: contextvars.ContextVar[set[str] | None] = contextvars.ContextVar("reused", default=None)


def notice_reuse(kind: str) -> None:
    """Note that `words` or `speakers` came from the cache, if that is asked for."""
    noticed = _noticed.get()
    if noticed is not None:
        noticed.add(kind)


@contextmanager
def noticing_reuse() -> Iterator[set[str]]:
    """Collect what comes from the cache in this block, and in threads that are started from it in its context."""
    noticed: set[str] = set()
    token = _noticed.set(noticed)
    try:
        yield noticed
    finally:
        _noticed.reset(token)

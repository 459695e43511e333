"""Remarks of a reader on a recording: parts of it that are left out, and why. Each is one line for the user."""

from __future__ import annotations

import contextvars
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

_log = logging.getLogger(__name__)
_collected: contextvars.ContextVar[list[str] | None] = contextvars.ContextVar("remarks", default=None)


def remark(source: str, text: str) -> None:
    """Log a remark on the recording `source`, or add it to those that are collected."""
    collected = _collected.get()
    if collected is None:
        _log.warning("%s: %s", source, text)
    else:
        collected.append(text)


def repeat(source: str, texts: Iterable[str]) -> None:
    """Make the remarks that were collected."""
    for text in texts:
        remark(source, text)


@contextmanager
def collecting() -> Iterator[list[str]]:
    """Collect the remarks of this block instead of logging them."""
    texts: list[str] = []
    token = _collected.set(texts)
    try:
        yield texts
    finally:
        _collected.reset(token)

"""Options of the reader of recordings, for the work that is done within `reading_with`."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from .errors import OptionError


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Options of the reader.

    `track` is the audio track, from 1 on; 0 mixes all; None is the one that players take. `keep_damaged`: a recording
    is read although parts of it are missing, if they are less than a tenth.
    """

    track: int | None = None
    keep_damaged: bool = True


_current: contextvars.ContextVar[ReadOptions] = contextvars.ContextVar("read_options", default=ReadOptions())  # noqa: B039  it is frozen


def current() -> ReadOptions:
    """Return the options that are in force."""
    return _current.get()


@contextmanager
def reading_with(options: ReadOptions) -> Iterator[None]:
    """Read recordings with these options in this block, and in threads that are started from it in its context."""
    token = _current.set(options)
    try:
        yield
    finally:
        _current.reset(token)


def track_of(text: str | None) -> int | None:
    """Return the number of a track as it was typed; `all` is 0.

    Raises:
        OptionError: it is neither.
    """
    if text is None:
        return None
    if text == "all":
        return 0
    if not text.isascii() or not text.isdecimal() or len(text) > 4 or int(text) == 0:  # noqa: PLR2004  no file has 10,000
        raise OptionError(f"--track {text}: give the number of an audio track, from 1 on, or all")
    return int(text)


def keeps_damaged(text: str) -> bool:
    """Tell if damaged recordings are kept: `keep`, or `refuse`.

    Raises:
        OptionError: it is neither keep nor refuse.
    """
    if text not in ("keep", "refuse"):
        raise OptionError(f"--damaged {text}: give keep or refuse")
    return text == "keep"

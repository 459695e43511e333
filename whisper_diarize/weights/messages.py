"""Values and errors of files, as one line of a message."""

from __future__ import annotations

from typing import Any


def first_line(exc: BaseException) -> str:
    """Return the message of an exception, without more lines and without the name of the file."""
    reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else str(exc)
    return (reason or type(exc).__name__).splitlines()[0]


# Any: a value of a file
def brief(value: Any) -> str:
    """Return a value's text; of a container only the type, for one that holds itself many times has no end."""
    return repr(value)[:100] if isinstance(value, str | int | float | None) else f"a {type(value).__name__}"

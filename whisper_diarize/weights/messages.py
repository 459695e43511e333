"""Values and errors of files, as one line of a message."""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whisper_diarize.errors import ModelError, WhisperDiarizeError

MAX_REASON = 200
MAX_CHARACTERS = 100
MAX_BITS = 256


@contextlib.contextmanager
def reading(path: Path, what: str) -> Iterator[None]:
    """Turn any error of a reader of files into a ModelError of one line.

    Files of models come from strangers, and libraries raise what they like at them: a type here, an attribute there,
    an error of NumPy or of a zip, RecursionError, MemoryError.
    """
    try:
        yield
    except WhisperDiarizeError:
        raise
    except Exception as exc:
        raise ModelError(f"{path}: {what} cannot be read: {first_line(exc)}") from exc


def check_file(path: Path, most: int) -> None:
    """Raise ValueError for what is no plain file, and may have no end, or is larger than `most` bytes."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ValueError("it is no plain file")
    if status.st_size > most:
        raise ValueError(f"they are larger than {most >> 20} MiB")


def first_line(exc: BaseException) -> str:
    """Return the message of an exception, without more lines and without the name of the file."""
    reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else str(exc)
    return next(iter((reason or type(exc).__name__).splitlines()), "")[:MAX_REASON]


# Any: a value of a file
def brief(value: Any) -> str:
    """Return a value's text; of a container only the type, for one that holds itself many times has no end."""
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        return f"a whole number of {value.bit_length()} bits"  # Python refuses to write out a longer one
    if isinstance(value, str):
        value = value[:MAX_CHARACTERS]
    return repr(value)[:MAX_CHARACTERS] if isinstance(value, str | int | float | None) else f"a {type(value).__name__}"

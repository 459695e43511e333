"""From the name that the user typed, or an open file, to a file that can be read from any place."""

from __future__ import annotations

import contextlib
import io
import select
import shlex
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from whisper_diarize.cancellation import POLL_SECONDS, raise_if_cancelled
from whisper_diarize.errors import AudioError, Cancelled

STANDARD_INPUT = "-"
READ_BYTES = 1 << 20


@contextmanager
def local_file(source: str) -> Iterator[Path]:
    """Yield a file with the bytes of `source`; what comes through a pipe is copied to one that is removed afterwards.

    Raises:
        AudioError: there is no such file, it is not one, it may not be read, or it is empty.
        Cancelled: the work is to stop.
    """
    if source == STANDARD_INPUT:
        if sys.stdin.isatty():
            raise AudioError(source, "standard input is a terminal; pipe a recording into it, or name a file")
        with copied(sys.stdin.buffer, source) as path:
            yield path
        return
    path = Path(source)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise AudioError(source, f"it is a folder; name the recordings in it, as in {source.rstrip('/')}/*.wav")
        with path.open("rb") as file:
            if stat.S_ISFIFO(mode):
                with copied(file, source) as copy:
                    yield copy
                return
    except FileNotFoundError as exc:
        raise AudioError(source, _not_there(source)) from exc
    except PermissionError as exc:
        raise AudioError(source, f"it may not be read; allow that first: chmod u+r {shlex.quote(source)}") from exc
    except ValueError as exc:  # a name with a null byte
        raise AudioError(source, f"it cannot be the name of a file ({exc})") from exc
    _refuse_empty(path, source)
    yield path


@contextmanager
def copied(file: BinaryIO, source: str) -> Iterator[Path]:
    """Yield a temporary file with what an open binary file has from its position on.

    Raises:
        AudioError: it does not give bytes, fails, or has none left.
        Cancelled: the work is to stop.
    """
    with tempfile.NamedTemporaryFile(prefix="whisper-diarize-") as copy:
        for block in _read(file, source):
            copy.write(block)
        copy.flush()
        _refuse_empty(Path(copy.name), source, file)
        yield Path(copy.name)


def _read(file: BinaryIO, source: str) -> Iterator[bytes]:
    """Yield what is left in a file, block by block."""
    while True:
        raise_if_cancelled()
        try:
            if isinstance(file, io.BufferedReader) and not file.seekable():
                block: object = _next_of_pipe(file)
            else:
                block = file.read(READ_BYTES)
        except (OSError, Cancelled):
            raise
        except Exception as exc:
            raise AudioError(source, f"its read() failed ({type(exc).__name__}: {exc})") from exc
        if not isinstance(block, (bytes, bytearray, memoryview)):
            hint = "; open it in binary mode: 'rb'" if isinstance(block, str) else ""
            raise AudioError(source, f"its read() returns {type(block).__name__}, not bytes{hint}")
        if not block:
            return
        yield bytes(block)


def _next_of_pipe(file: io.BufferedReader) -> bytes:
    """Wait until a pipe has something to read, as long as it is wanted; return that, or nothing at its end."""
    with contextlib.suppress(ValueError):  # a descriptor that `select` cannot take
        while not select.select([file.fileno()], [], [], POLL_SECONDS)[0]:
            raise_if_cancelled()
    return file.read1(READ_BYTES)


def _refuse_empty(path: Path, source: str, file: BinaryIO | None = None) -> None:
    if path.stat().st_size > 0:
        return
    with contextlib.suppress(AttributeError, OSError, ValueError):  # not every object can tell
        if file is not None and file.seekable() and file.tell() > 0:
            raise AudioError(source, "there is nothing to read after its position; go to the start first: seek(0)")
    raise AudioError(source, "it is empty (0 bytes); copy or record it again")


def _not_there(source: str) -> str:
    if "://" in source:
        return "it is an address, not a file; download it first, or install a plugin that opens addresses"
    return "there is no such file; check the name and the folder"

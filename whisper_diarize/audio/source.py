"""From the name that the user typed, or an open file, to a file that can be read from any place."""

from __future__ import annotations

import contextlib
import io
import os
import select
import shlex
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from whisper_diarize.cancellation import POLL_SECONDS, raise_if_cancelled
from whisper_diarize.errors import AudioError, Cancelled

STANDARD_INPUT = "-"
READ_BYTES = 1 << 20

WRITER_SECONDS = 30.0
"""The longest wait for the first byte of a named pipe."""

PIPE_SECONDS = 600.0
"""The longest wait for the next bytes of a pipe; a program that converts or downloads may take its time."""


@contextmanager
def local_file(source: str) -> Iterator[Path]:
    """Yield a file with the bytes of `source`; those of a pipe are copied to one that is removed afterwards.

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
        if stat.S_ISFIFO(mode):
            with _pipe(path, source) as file, copied(file, source) as copy:
                yield copy
            return
        if not stat.S_ISREG(mode):
            raise AudioError(source, "it is a device or a socket, not a recording; pipe its sound into a file first")
        with path.open("rb"):
            pass
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
    """Yield a temporary file with the bytes of an open one, from its position on.

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


@contextmanager
def _pipe(path: Path, source: str) -> Iterator[io.BufferedReader]:
    """Open a named pipe as soon as there is something in it.

    Raises:
        AudioError: nothing came in time.
        Cancelled: the work is to stop.
    """
    begun = time.monotonic()
    # without O_NONBLOCK, opening it would wait until another program opens the other end
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        while not file.peek(1):
            raise_if_cancelled()
            if time.monotonic() - begun > WRITER_SECONDS:
                raise AudioError(
                    source,
                    f"it is a pipe into which nothing came for {WRITER_SECONDS:.0f} s; "
                    "start the program that writes into it first",
                )
            time.sleep(POLL_SECONDS)
        os.set_blocking(file.fileno(), True)
        yield file


def _read(file: BinaryIO, source: str) -> Iterator[bytes]:
    """Yield the rest of a file, block by block."""
    while True:
        raise_if_cancelled()
        try:
            if isinstance(file, io.BufferedReader) and not file.seekable():
                block: object = _next_of_pipe(file, source)
            else:
                block = file.read(READ_BYTES)
        except (OSError, AudioError, Cancelled):
            raise
        except Exception as exc:
            raise AudioError(source, f"its read() failed ({type(exc).__name__}: {exc})") from exc
        if not isinstance(block, (bytes, bytearray, memoryview)):
            hint = "; open it in binary mode: 'rb'" if isinstance(block, str) else ""
            raise AudioError(source, f"its read() returns {type(block).__name__}, not bytes{hint}")
        if not block:
            return
        yield bytes(block)


def _next_of_pipe(file: io.BufferedReader, source: str) -> bytes:
    """Wait until a pipe can be read, as long as it is wanted; return its bytes, or none at its end."""
    begun = time.monotonic()
    with contextlib.suppress(ValueError):  # a descriptor that `select` cannot take
        while not select.select([file.fileno()], [], [], POLL_SECONDS)[0]:
            raise_if_cancelled()
            if time.monotonic() - begun > PIPE_SECONDS:
                raise AudioError(source, f"nothing came through the pipe for {PIPE_SECONDS / 60:.0f} min; try again")
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

"""From what the user typed to a file that can be read from any place."""

from __future__ import annotations

import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from whisper_diarize.errors import AudioError

STANDARD_INPUT = "-"


@contextmanager
def local_file(source: str) -> Iterator[Path]:
    """Yield a file with the bytes of `source`; what comes through a pipe is copied to one that is removed afterwards.

    Raises:
        AudioError: there is no such file, it is not one, it may not be read, or it is empty.
    """
    if source == STANDARD_INPUT:
        if sys.stdin.isatty():
            raise AudioError(source, "standard input is a terminal; pipe a recording into it, or name a file")
        with _copied(sys.stdin.buffer, source) as path:
            yield path
        return
    path = Path(source)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise AudioError(source, f"it is a folder; name the recordings in it, as in {source.rstrip('/')}/*.wav")
        with path.open("rb") as file:
            if stat.S_ISFIFO(mode):
                with _copied(file, source) as copy:
                    yield copy
                return
    except FileNotFoundError as exc:
        raise AudioError(source, _not_there(source)) from exc
    except PermissionError as exc:
        raise AudioError(source, f"it may not be read; allow that first: chmod u+r '{source}'") from exc
    _refuse_empty(path, source)
    yield path


@contextmanager
def _copied(file: BinaryIO, source: str) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(prefix="whisper-diarize-") as copy:
        shutil.copyfileobj(file, copy)
        copy.flush()
        _refuse_empty(Path(copy.name), source)
        yield Path(copy.name)


def _refuse_empty(path: Path, source: str) -> None:
    if path.stat().st_size == 0:
        raise AudioError(source, "it is empty (0 bytes); copy or record it again")


def _not_there(source: str) -> str:
    if "://" in source:
        return "it is an address, not a file; download it first, or install a plugin that opens addresses"
    return "there is no such file; check the name and the folder"

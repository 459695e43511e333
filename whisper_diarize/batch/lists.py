"""Lists of recordings: a name a line, or a manifest as NeMo writes it; from a file or from standard input."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

from whisper_diarize.errors import OptionError

SUFFIXES = frozenset({".txt", ".lst", ".list", ".jsonl"})
STANDARD_INPUT = "-"
MAX_BYTES = 1 << 28
PEEK = 1 << 12
PLAYLIST = "#EXTM3U"
PATH = "audio_filepath"  # NeMo's
CONTROLS = frozenset(map(chr, {*range(32)} - {0, 9, 10, 13}))


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a list: the `path` to open, and its `place` below `folder`, which outputs mirror."""

    path: str
    place: str
    folder: str | None = None


def is_list(argument: str) -> bool:
    """Tell whether an argument is a list: by its name, or, of standard input, by its beginning, which stays there."""
    if argument == STANDARD_INPUT:
        return _is_text(_beginning(sys.stdin.buffer))
    return PurePath(argument).suffix.lower() in SUFFIXES and os.path.isfile(argument)  # noqa: PTH113  it raises nothing


def listed(argument: str) -> Sequence[Listed]:
    """Return the recordings of a list.

    A name is looked up from where you are, then from the folder of the list. Blank lines and those that begin with `#`
    are left out. Lines that NUL ends, as `find -print0` writes them, will do.

    Raises:
        OptionError: it cannot be read, or is too large.
    """
    try:
        with _opened(argument) as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise OptionError(f"{argument}: the list cannot be read: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise OptionError(f"{argument}: a list may have {MAX_BYTES >> 20} MiB; cut it into several")
    home = "" if argument == STANDARD_INPUT else str(Path(argument).parent)
    paths = [_from_here_or(home, name) for name in _names(argument, data)]
    absolute = [path for path in paths if os.path.isabs(path)]  # noqa: PTH117
    common = os.path.commonpath([str(Path(path).parent) for path in absolute]) if absolute else ""
    return [_placed(path, home, common) for path in paths]


def _names(argument: str, data: bytes) -> Iterator[str]:
    text = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")  # names of files need not be UTF-8
    lines = text.split("\0") if "\0" in text else text.splitlines()
    for number, line in enumerate(lines, start=1):
        name = line if "\0" in text else line.strip()
        if name.startswith("{"):
            yield _of_manifest(argument, number, name)
        elif name and not name.startswith("#"):
            yield name


def _of_manifest(argument: str, number: int, line: str) -> str:
    try:
        found = json.loads(line)[PATH]
    except (ValueError, KeyError, TypeError, RecursionError):
        found = None
    if not isinstance(found, str) or not found:
        raise OptionError(f"{argument}, line {number}: there is no '{PATH}' in it, as a manifest has; correct the line")
    return found


def _from_here_or(home: str, name: str) -> str:
    beside = os.path.join(home, name)  # noqa: PTH118  Path would change the name
    return beside if home and not os.path.exists(name) and os.path.exists(beside) else name  # noqa: PTH110


def _placed(path: str, home: str, common: str) -> Listed:
    """Return a line with the place of its outputs: as it is written, without what leads out of the folder."""
    if "://" in path:
        return Listed(path, PurePath(path).name)
    base = common if os.path.isabs(path) else home if home and PurePath(path).is_relative_to(home) else ""  # noqa: PTH117
    place = PurePath(os.path.relpath(path, base or "."))
    kept = [part for part in place.parts if part != ".."]
    return Listed(path, "/".join(kept), base or None)


def _opened(argument: str) -> BinaryIO:
    return sys.stdin.buffer if argument == STANDARD_INPUT else Path(argument).open("rb")


def _beginning(file: BinaryIO) -> bytes:
    """Return the first bytes of a stream, which are still to be read from it; none if that cannot be done."""
    if isinstance(file, io.BufferedReader):
        return b"" if file.raw.isatty() else file.peek(PEEK)
    if not file.seekable():
        return b""
    start = file.tell()
    beginning = file.read(PEEK)
    file.seek(start)
    return beginning


def _is_text(data: bytes) -> bool:
    r"""Tell whether bytes are the beginning of a list rather than of a recording or a playlist.

    >>> _is_text(b"https://radio.example/talk.mp3\n"), _is_text(b"RIFF$\x00\x01\x00WAVEfmt ")
    (True, False)
    """
    text = data.decode("utf-8", "surrogateescape")
    first = (text.split("\0") if "\0" in text else text.splitlines() or [""])[0].removeprefix("\ufeff").strip()
    if not first or first.startswith(PLAYLIST) or CONTROLS & set(text):
        return False
    return first.startswith(("{", "#")) or os.path.exists(first) or "://" in first  # noqa: PTH110

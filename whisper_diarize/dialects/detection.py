"""Find out of which dialect a file is, from its contents, and read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from whisper_diarize.errors import ComponentError
from whisper_diarize.protocols import Reader
from whisper_diarize.records import SavedFile, SavedSpeech, check_sound

from .catalogue import DIALECTS

MAX_BYTES = 512 * 2**20
"""A file that is larger is not read: 100 hours of words with times have a tenth of it."""

MAX_REASON = 300


class Unreadable(Exception):  # noqa: N818  it is turned into an error of ours, by those who know what was wanted
    """A file cannot be read; the message says why, in one line."""


def load(path: Path, recording: str | None = None) -> SavedFile:
    """Read a file as text: UTF-8, or UTF-16 with a byte order mark.

    Raises:
        Unreadable: it is not there, is too large, or no text.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable(f"it has more than {MAX_BYTES // 2**20} MB; no transcript has")
        data = path.read_bytes()
    except OSError as exc:
        raise Unreadable(f"it cannot be read ({exc.strerror}); check the name") from exc
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return SavedFile(path.name, data.decode(encoding), recording)
    except UnicodeDecodeError as exc:
        raise Unreadable("it is not text in UTF-8") from exc


def recognized(file: SavedFile, readers: Mapping[str, Reader]) -> tuple[str, SavedSpeech]:
    """Return the name of the first dialect that takes a file, and what it reads there.

    Raises:
        Unreadable: none does, or the one that does finds it wrong.
        ComponentError: a reader of a plugin failed.
    """
    for name, reader in readers.items():
        try:
            speech = reader.read(file)
            check_sound(speech)
        except ComponentError:
            raise
        except ValueError as exc:
            raise Unreadable(f"this looks like {name}, but {_short(str(exc))}") from exc
        if speech is not None:
            return name, speech
    raise Unreadable(_unknown(file, tuple(readers)))


def _unknown(file: SavedFile, names: Sequence[str]) -> str:
    if file.json_error:
        return f"this begins as JSON does, but is not JSON ({_short(file.json_error)})"
    keys = ""
    if isinstance(file.json, dict) and file.json:
        keys = f" with {_short(', '.join(sorted(map(str, file.json))[:2]))}"
    kind = f"JSON{keys[:40]}" if file.json is not None else "text"
    return f"this is {kind}, of no kind that is known; looked for: {', '.join(names)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_REASON else f"{line[: MAX_REASON - 3]}..."


class Dialect:
    """A reader made of a function."""

    def __init__(self, read: Callable[[SavedFile], SavedSpeech | None]) -> None:
        self._read = read

    def read(self, file: SavedFile) -> SavedSpeech | None:
        """Read a file with the function."""
        return self._read(file)


def built_in() -> dict[str, Reader]:
    """Return our own readers, in the order in which they are tried."""
    return {name: Dialect(module.read) for name, (module, _) in DIALECTS.items()}

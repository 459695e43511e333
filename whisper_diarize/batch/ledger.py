"""The ledger of a batch, `manifest.jsonl`: a line of JSON for each recording that was done, or failed.

It is only ever appended to, whole lines at a time, by any number of processes. A line that a killed process left
unfinished, or a person damaged, is passed over. Field names are NeMo's, `audio_filepath`, `duration` and `text`, beside
ours, so that other tools read it as a manifest.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, NamedTuple

from whisper_diarize.errors import ExportError

from .claims import Claims
from .entry import Entry
from .finding import recording_path

LEDGER = "manifest.jsonl"
MAX_LINE = 1 << 27


class _Line(NamedTuple):
    """An entry without its text, and where its line is."""

    entry: Entry
    start: int
    size: int


class Ledger:
    """The ledger in a folder, `path`; `claims` are its locks.

    `damaged` counts the lines that could not be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / LEDGER
        self.claims = Claims(folder / f".{LEDGER}.locks")
        self.damaged = 0
        self._root = Path(os.path.realpath(folder))
        self._read_to = 0
        self._file: int | None = None
        self._entries: dict[tuple[str, str], _Line] = {}
        self._latest: dict[str, _Line] = {}
        self._names: dict[str, str] = {}
        self._writers: dict[str, tuple[str, str]] = {}

    def key(self, source: str) -> str:
        """Return a recording's `audio_filepath`: from the folder of the ledger, if they share a folder below the root.

        So a disk with both may be mounted elsewhere.
        """
        path = recording_path(source)
        if not os.path.isabs(path):  # noqa: PTH117
            return path
        shared = os.path.commonpath([path, self._root])
        return path if Path(shared) == Path(shared).parent else Path(os.path.relpath(path, self._root)).as_posix()

    def refresh(self) -> None:
        """Read the lines that were added since."""
        try:
            with self.path.open("rb") as file:
                status = os.fstat(file.fileno())
                if status.st_ino != self._file or status.st_size < self._read_to:
                    self._forget(status.st_ino)
                file.seek(self._read_to)
                for line in _whole_lines(file):
                    self._note(line, self._read_to)
                    self._read_to += len(line)
        except FileNotFoundError:
            self._forget(None)
        except OSError as error:
            raise ExportError(f"{self.path}: cannot be read: {error.strerror or error}") from error

    @property
    def size(self) -> int:
        """The bytes that have been read."""
        return self._read_to

    def entry(self, key: str, fingerprint: str) -> Entry | None:
        """Return a recording's last entry with some options, else with any, without its text; None if there is none."""
        line = self._entries.get((key, fingerprint)) or self._latest.get(key)
        return line.entry if line else None

    def position(self, key: str, fingerprint: str) -> int:
        """Return where the last entry of a recording with some options stands, in bytes; -1 if it has none."""
        line = self._entries.get((key, fingerprint))
        return line.start if line else -1

    def with_text(self, entry: Entry) -> Entry:
        """Return an entry with its text, which is read anew."""
        line = self._entries[entry.audio_filepath, entry.fingerprint]
        with self.path.open("rb") as file:
            file.seek(line.start)
            return Entry.from_json(file.read(line.size)) or entry

    def name_of(self, key: str) -> str:
        """Return the name of a recording's last outputs; empty if it has none."""
        line = self._latest.get(key)
        return line.entry.name if line else ""

    def owner(self, name: str) -> str | None:
        """Return the key of the recording that has outputs of this name; None if none has."""
        return self._names.get(folded(name))

    def is_last_writer(self, path: str, entry: Entry) -> bool:
        """Tell whether no entry after this one, of another recording or with other options, wrote a path."""
        return self._writers.get(folded(path)) == (entry.audio_filepath, entry.fingerprint)

    def append(self, entry: Entry) -> None:
        """Add a line, after the end of one that was left unfinished.

        Raises:
            ExportError: it cannot be written.
        """
        line = entry.to_json() + b"\n"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self.claims.waiting("the ledger"), self.path.open("ab+", buffering=0) as file:
                size = file.seek(0, os.SEEK_END)
                if size:
                    file.seek(size - 1)
                    line = line if file.read(1) == b"\n" else b"\n" + line
                while line:
                    line = line[file.write(line) :]
        except OSError as error:
            raise ExportError(f"{self.path}: cannot be written: {error.strerror or error}; make room") from error
        self.refresh()

    def _forget(self, file: int | None) -> None:
        self._file, self._read_to, self.damaged = file, 0, 0
        self._entries, self._latest, self._names, self._writers = {}, {}, {}, {}

    def _note(self, line: bytes, start: int) -> None:
        if not line.strip():
            return
        entry = Entry.from_json(line) if len(line) <= MAX_LINE else None
        if entry is None:
            self.damaged += 1
            return
        key = entry.audio_filepath
        noted = _Line(replace(entry, text=""), start, len(line))
        self._entries[key, entry.fingerprint] = self._latest[key] = noted
        if entry.name:
            self._names.setdefault(folded(entry.name), key)
        for path in entry.outputs.values():
            self._writers[folded(path)] = key, entry.fingerprint


def entries(path: Path) -> Iterator[Entry]:
    """Yield all entries of a ledger, in order; lines that are none are left out.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        for line in _whole_lines(file):
            entry = Entry.from_json(line)
            if entry is not None:
                yield entry


def _whole_lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines from where a file stands that have an end: the last may be under way."""
    for line in file:
        if line.endswith(b"\n"):
            yield line


def folded(name: str) -> str:
    """Return the form of a name that a file system without case and Unicode forms compares."""
    return unicodedata.normalize("NFC", name).casefold()

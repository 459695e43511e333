"""A folder of entries, files with checksums; the least recently used go when it becomes too large.

A checksum is of the name and the contents: an entry under another name is none.

Any number of processes may use it at once: files appear complete (written beside, then renamed) and are only ever
replaced or removed whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from whisper_diarize.files import make_private

MAGIC = b"whisper-diarize cache 2\n"
HEADER = len(MAGIC) + hashlib.sha256().digest_size
UNFINISHED = ".part"
ABANDONED_SECONDS = 3600.0
"""An unfinished file of this age was left by a process that was killed."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Usage:
    """Number of entries, and the bytes that they take."""

    entries: int
    size: int


class Store:
    """The cache in `folder`, of at most `limit` bytes; with 0 it neither reads nor keeps.

    The folder is for its owner alone, as recordings may be: its mode is 0700, that of its files 0600. What cannot be
    read is not there; what cannot be written costs one warning.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder = folder
        self.limit = limit
        self._usable = limit > 0

    def read(self, name: str) -> bytes | None:
        """Return an entry, which is then the most recently used; None if it is not there, or damaged (and removed)."""
        if not self._usable:
            return None
        path = self.folder / name
        try:
            make_private(self.folder, make=False)
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self._give_up("read", error)
            return None
        content = data[HEADER:]
        if data[:HEADER] != _header(name, content):
            self.remove(name)
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return content

    def holds(self, name: str) -> bool:
        """Tell whether there is an entry, damaged or not."""
        with contextlib.suppress(OSError):
            return self._usable and (self.folder / name).is_file()
        return False

    def write(self, name: str, content: bytes) -> None:
        """Keep an entry, and remove the oldest ones if there are too many bytes; not one that is too large itself."""
        if not self._usable or HEADER + len(content) > self.limit:
            return
        try:
            make_private(self.folder, make=True)
            self._write(name, content)
            self._shrink(keep=name)
        except OSError as error:
            self._give_up("written", error)

    def remove(self, name: str) -> None:
        """Remove an entry, if it is there."""
        with contextlib.suppress(OSError):
            (self.folder / name).unlink()

    def usage(self) -> Usage:
        """Count the entries and their bytes."""
        sizes = [status.st_size for path, status in self._files() if path.suffix != UNFINISHED]
        return Usage(len(sizes), sum(sizes))

    def clear(self) -> Usage:
        """Remove everything; return the number and size of the entries removed.

        Raises:
            OSError: a file cannot be removed.
        """
        usage = self.usage()
        for path, _ in self._files():
            path.unlink(missing_ok=True)
        return usage

    def _write(self, name: str, content: bytes) -> None:
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=UNFINISHED)  # its mode is 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_header(name, content))
                file.write(content)
            Path(temporary).replace(self.folder / name)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _shrink(self, keep: str) -> None:
        """Remove the entries that were not used for longest, until the rest is within the limit."""
        found = sorted(self._files(), key=lambda item: item[1].st_mtime_ns)
        total = sum(status.st_size for _, status in found)
        for path, status in found:
            unfinished = path.suffix == UNFINISHED
            abandoned = unfinished and time.time() - status.st_mtime > ABANDONED_SECONDS
            if abandoned or (total > self.limit and path.name != keep and not unfinished):
                path.unlink(missing_ok=True)
                total -= status.st_size

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Yield the files of the folder, those that vanish meanwhile left out."""
        with contextlib.suppress(OSError):
            for path in self.folder.iterdir():
                with contextlib.suppress(OSError):
                    yield path, path.lstat()

    def _give_up(self, what: str, error: OSError) -> None:
        """Do without the cache from now on."""
        self._usable = False
        _log.warning(
            "the cache cannot be %s (%s: %s); going on without it. WHISPER_DIARIZE_CACHE_DIR puts it elsewhere, "
            "--no-cache does without",
            what,
            self.folder,
            error.strerror or error,
        )


def _header(name: str, content: bytes) -> bytes:
    """Return the beginning of an entry, which under another name would be one of other work."""
    return MAGIC + hashlib.sha256(name.encode() + b"\0" + content).digest()

"""Outputs that never replace a person's work: files of others, and files changed since, are kept as copies.

We know our own files by their contents: the digests of the outputs that were written lie in the user's state folder
(WHISPER_DIARIZE_STATE_DIR sets another). A file whose digest is not there, for whatever reason, counts as a person's.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import shutil
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from whisper_diarize.errors import ExportError
from whisper_diarize.records import Existing

from .home import expanded
from .writing import write_atomically

_log = logging.getLogger(__name__)

STATE_DIR = "WHISPER_DIARIZE_STATE_DIR"
MAX_DIGESTS = 100_000
DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """The digests of our outputs: a file of lines, of which the last ones count. It may be lost at any time."""

    path: Path

    def knows(self, content: bytes) -> bool:
        """Return whether exactly this was written by us, and lately."""
        try:
            lines = self.path.read_text("ascii").splitlines()
        except (OSError, UnicodeDecodeError):
            return False
        return _digest(content) in lines[-MAX_DIGESTS:]

    def add(self, content: bytes) -> None:
        """Remember that we wrote this; in vain if the folder cannot be written to."""
        line = _digest(content) + "\n"
        with contextlib.suppress(OSError, UnicodeDecodeError):
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self.path.exists() and self.path.stat().st_size > 2 * MAX_DIGESTS * len(line):
                lines = self.path.read_text("ascii").splitlines(keepends=True)
                write_atomically(self.path, "".join(lines[-MAX_DIGESTS:]))
            with self.path.open("a", encoding="ascii") as file:
                file.write(line)


def written_files() -> WrittenFiles:
    """Return the digests of the user's outputs."""
    folder = os.environ.get(STATE_DIR)
    if not folder:
        from platformdirs import user_state_dir  # noqa: PLC0415  it is needed only here

        folder = user_state_dir("whisper-diarize", appauthor=False)
    return WrittenFiles(expanded(folder) / "written")


def write_output(path: Path, content: str | bytes, existing: Existing = "keep") -> bool:
    """Write an output; return whether it was written, which it is not if it exists and is to be skipped.

    Raises:
        ExportError: it cannot be written, or what it would replace cannot be kept.
    """
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    before = _contents(path)
    if before is not None and existing == "skip":
        _log.warning("%s is there already: left as it is (--skip-existing)", path)
        return False
    ours = written_files()
    if before is not None and before != data and existing == "keep" and not ours.knows(before):
        copy = keep_copy(path)
        _log.warning("%s was not written by this program, or was changed since: it is kept as %s", path, copy.name)
    write_atomically(path, data)
    ours.add(data)
    return True


def keep_copy(path: Path) -> Path:
    """Give the file a second name beside it, `talk.bak.srt`, or with a number if that is taken; return it.

    Raises:
        ExportError: that cannot be done.
    """
    for number in count(1):
        copy = path.with_suffix(f".bak{number if number > 1 else ''}{path.suffix}")
        try:
            _link_or_copy(path, copy)
        except FileExistsError:
            continue
        except OSError as error:
            raise ExportError(
                f"{path}: it is not ours and no copy of it can be kept ({error.strerror or error}), so it is left as "
                "it is; choose another --output-dir, or --overwrite"
            ) from error
        return copy
    raise AssertionError  # count() does not end


def _link_or_copy(path: Path, copy: Path) -> None:
    """Make `copy`, which must not exist, a second name of the file, or a copy where the file system has no links."""
    try:
        os.link(path, copy)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        copy.open("xb").close()
        try:
            shutil.copy2(path, copy)
        except OSError:
            copy.unlink()
            raise


def _contents(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ExportError(f"{path}: cannot be replaced: {error.strerror or error}; choose another place") from error


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=DIGEST_BYTES).hexdigest()

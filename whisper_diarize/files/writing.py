"""Write files so that a reader never sees half of one; find the file of a recording."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import quote

from whisper_diarize.errors import ExportError
from whisper_diarize.records import Audio, Recording

Sound = Callable[[], Audio]


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write `content` (text as UTF-8) to `path`: into a temporary file in the same folder, then rename.

    Missing folders are made. An existing file keeps its contents until the new one is complete.

    Raises:
        ExportError: the folder cannot be written to, or the disk is full.
    """
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).chmod(0o666 & ~_umask())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ExportError(f"{path}: cannot be written: {error.strerror or error}; choose another place") from error


def find_recording(name: str | None, folder: Path) -> Path | None:
    """Return the file of a recording, in `folder` or the current one; None if it is not there.

    Of a `name` from a document, which may be a path, only the last part counts.
    """
    bare = Path(name or "").name
    return next((path for path in (folder / bare, Path(bare)) if bare and file_of(str(path))), None)


def file_of(source: str) -> Path | None:
    """Return the file that `source` names; None if it names none, or one that cannot be looked up."""
    path = Path(source)
    try:
        return path if path.is_file() else None
    except (OSError, ValueError):  # a folder that may not be entered, a name that is too long
        return None


def recording_beside(path: Path, folder: Path, sound: Sound | None = None) -> Recording | None:
    """Return the file of a recording as seen from outputs in `folder`; None if it cannot be looked up any more.

    `sound` opens it, or returns what was opened.
    """
    try:
        size = path.stat().st_size
        link = quote(Path(os.path.relpath(path, folder)).as_posix())
    except OSError:
        return None
    except ValueError:  # on Windows, a file on another drive
        link = path.resolve().as_uri()
    peaks = None if sound is None else partial(_peaks, sound)
    return Recording(path.name, link, size, partial(_read, path), peaks)


def _peaks(sound: Sound, count: int) -> bytes:
    return sound().peaks(count)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ExportError(f"{path}: cannot be read: {error.strerror or error}") from error


def _umask() -> int:
    """Return the process's umask (which can only be read by setting it)."""
    mask = os.umask(0)
    os.umask(mask)
    return mask

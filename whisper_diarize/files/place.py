"""Places to write to: whether there is one, and how much room it has."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from whisper_diarize.errors import ExportError

from .home import is_folder, is_there


def refuse_unusable(folder: Path) -> None:
    """Check that a folder, which need not exist yet, takes files. The trial leaves no file there.

    Raises:
        ExportError: it is a file, or lies in one; it may not be written to; its disk is full.
    """
    existing = nearest(folder)
    if not is_folder(existing):
        raise ExportError(f"{folder}: {existing} is a file, not a folder; choose another --output-dir")
    try:
        with tempfile.TemporaryFile(dir=existing) as file:
            file.write(b"0" * 4096)
            file.flush()
    except OSError as error:
        reason = error.strerror or error
        raise ExportError(f"{folder}: nothing can be written there: {reason}; choose another --output-dir") from error


def free_bytes(folder: Path) -> int | None:
    """Return the free bytes of the disk that has a folder, or will have it; None if it does not tell."""
    try:
        return shutil.disk_usage(nearest(folder)).free
    except OSError:
        return None


def nearest(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    return next((path for path in (folder, *folder.absolute().parents) if is_there(path)), Path())

"""Folders that are for their owner alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def make_private(folder: Path, *, make: bool) -> None:
    """See to it that a folder is the user's own, and closed to others: its mode is 0700.

    Raises:
        OSError: it belongs to another user, or cannot be made.
    """
    if make:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        raise PermissionError(0, "it is not a folder of yours")
    if stat.S_IMODE(status.st_mode) & 0o077:
        folder.chmod(0o700)

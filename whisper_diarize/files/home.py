"""Paths as people type them: `~` is the home folder, and what cannot be looked up is not there."""

from __future__ import annotations

import os
from pathlib import Path


def expanded(path: str | Path) -> Path:
    """Return a path with `~` replaced by the home folder; as it is written if there is no such home.

    >>> expanded("~nobody-of-that-name/x").name
    'x'
    """
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def is_there(path: str | Path) -> bool:
    """Tell whether there is a file or a folder; a name that is too long, or holds a NUL, names none."""
    return os.path.exists(expanded(path))  # noqa: PTH110  Path.exists raises OSError


def is_folder(path: str | Path) -> bool:
    """Tell whether there is a folder; as `is_there`."""
    return os.path.isdir(expanded(path))  # noqa: PTH112  as above

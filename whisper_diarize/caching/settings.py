"""Folder and size of the cache, from the user's environment."""

from __future__ import annotations

import os
import re
from pathlib import Path

import platformdirs

from whisper_diarize.errors import OptionError

from .store import Store

FOLDER = "WHISPER_DIARIZE_CACHE_DIR"
SIZE = "WHISPER_DIARIZE_CACHE_SIZE"
DEFAULT_SIZE = "2G"
MAX_SIZE = 1 << 63
UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


def open_store() -> Store:
    """Return the user's cache; its folder is made with the first entry.

    Raises:
        OptionError: WHISPER_DIARIZE_CACHE_SIZE is not a size, or WHISPER_DIARIZE_CACHE_DIR in the home of nobody.
    """
    given = os.environ.get(FOLDER)
    folder = _expanded(given) if given else platformdirs.user_cache_path("whisper-diarize", appauthor=False)
    # a folder of our own, so that nobody else's files are counted, removed or made private
    return Store(folder / "stages", size_in_bytes(os.environ.get(SIZE) or DEFAULT_SIZE))


def _expanded(given: str) -> Path:
    try:
        return Path(given).expanduser()
    except RuntimeError as exc:
        raise OptionError(f"{FOLDER}={given[:100]}: no such home folder is known; write the whole path") from exc


def size_in_bytes(text: str) -> int:
    """Return a size in bytes.

    Raises:
        OptionError: it is not one.

    >>> size_in_bytes("500M"), size_in_bytes("1.5 GiB"), size_in_bytes("0")
    (524288000, 1610612736, 0)
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:I?B)?", text.strip().upper())
    if match is None:
        raise OptionError(f"{SIZE}={text[:40]}: not a size; write bytes, or 500M, 2G ...; 0 keeps nothing")
    size = float(match[1]) * UNITS[match[2]]
    if size >= MAX_SIZE:
        raise OptionError(
            f"{SIZE}={text[:40]}: too large a size; no disk has more than {MAX_SIZE >> 40} TiB; write 2G ..."
        )
    return int(size)

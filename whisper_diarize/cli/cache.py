"""`whisper-diarize cache`: size and place of the cache, and its removal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from whisper_diarize.errors import ExportError

from .arguments import Json
from .errors import handled
from .progress import configure_logging
from .terminal import out

if TYPE_CHECKING:
    from whisper_diarize.caching import Store, Usage


def cache(
    clear: Annotated[bool, typer.Option("--clear", help="Remove everything that is kept.")] = False,
    as_json: Json = False,
) -> None:
    """Say how much is kept of earlier runs, and where: the words and the voices of recordings.

    They make the next run on the same recording fast. WHISPER_DIARIZE_CACHE_DIR puts them elsewhere,
    WHISPER_DIARIZE_CACHE_SIZE=500M bounds them (0 keeps nothing), --no-cache of a run does without.

    Examples:

        whisper-diarize cache

        whisper-diarize cache --clear
    """
    configure_logging(quiet=False, verbose=False)
    with handled():
        store = opened_store()
        usage = _cleared(store) if clear else store.usage()
    if as_json:
        found = {"folder": str(store.folder), "entries": usage.entries, "bytes": usage.size, "limit": store.limit}
        out(json.dumps(found | {"cleared": clear}, indent=2) + "\n")
        return
    size = f"{usage.entries} entries, {usage.size / 1e6:.1f} MB"
    told = f"removed {size}" if clear else f"{size} of at most {store.limit / 1e6:.0f} MB"
    out(f"{store.folder}: {told}\n")


def opened_store() -> Store:
    """Return the user's cache."""
    from whisper_diarize.caching import open_store  # noqa: PLC0415  it imports NumPy

    return open_store()


def _cleared(store: Store) -> Usage:
    try:
        return store.clear()
    except OSError as error:
        raise ExportError(
            f"{store.folder}: cannot be emptied: {error.strerror or error}; remove it yourself"
        ) from error

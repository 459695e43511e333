"""`whisper-diarize undo`: take back what rename, merge or export changed."""

from __future__ import annotations

from typing import Annotated

from typer import Option

from whisper_diarize.files import changes, is_there
from whisper_diarize.files import undo as take_back

from . import arguments as arg
from .errors import handled
from .progress import configure_logging
from .terminal import err, out

Listed = Annotated[bool, Option("--list", help="List what can be undone, the latest first, and change nothing.")]


def undo(document: arg.Document, only_list: Listed = False) -> None:
    """Take back the latest rename, merge or export of a transcript; again, and the one before it.

    The last ten changes are kept in a hidden file beside the document (.talk.json.versions).

    Examples:

        whisper-diarize undo talk.json

        whisper-diarize undo talk.json --list
    """
    configure_logging(quiet=False, verbose=False)
    with handled():
        if only_list:
            for change in reversed(changes(document)):
                out(f"{change.time}  {change.command}: {', '.join(change.before)}\n")
            return
        change, paths = take_back(document)
        for path in paths:
            err(f"{'restored' if is_there(path) else 'removed'} {path}\n")
        err(f"undone: {change.command} of {change.time}; {len(changes(document))} more can be undone\n")

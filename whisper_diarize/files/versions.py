"""Earlier contents of what commands changed, in a hidden file beside the document: `.talk.json.versions`.

One line of JSON a change, the latest last: the command, its time, and for each file its contents before (compressed;
null if there was none) and the digest of its contents after.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import logging
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from whisper_diarize.errors import ExportError, OptionError

from .keeping import keep_copy
from .writing import write_atomically

_log = logging.getLogger(__name__)

MAX_VERSIONS = 10
MAX_FILE_BYTES = 20_000_000
"""A larger file, such as a page with its recording, is not kept: the document makes it anew."""
MAX_HISTORY_BYTES = 400_000_000


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `before` has the contents of each file, None if there was none; `after` their digests."""

    command: str
    time: str
    before: dict[str, bytes | None]
    after: dict[str, str | None]


@contextlib.contextmanager
def recorded(document: Path, command: str, paths: Sequence[Path]) -> Iterator[None]:
    """Keep the contents that files have now, if what is done within changes them.

    `paths` lie in the folder of the document or below; others are not kept. A history that cannot be written costs one
    warning.
    """
    folder = document.parent
    inside = [path for path in paths if path.resolve().is_relative_to(folder.resolve())]
    before = {path: _contents(path) for path in inside}
    try:
        yield
    finally:
        after = {path: _contents(path) for path in inside}
        changed = [path for path in inside if before[path] != after[path]]
        if changed:
            names = {path: path.resolve().relative_to(folder.resolve()).as_posix() for path in changed}
            time = datetime.now(timezone.utc).isoformat(timespec="seconds")
            change = Change(
                command,
                time,
                {names[path]: before[path] for path in changed},
                {names[path]: _digest(after[path]) for path in changed},
            )
            _keep(document, change)


def changes(document: Path) -> tuple[Change, ...]:
    """Return the changes that can be undone, the latest last. Lines that cannot be read are left out."""
    path = _history(document)
    try:
        if path.stat().st_size > MAX_HISTORY_BYTES:
            return ()
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ()
    read = [_parse(line) for line in lines[-MAX_VERSIONS:]]
    return tuple(change for change in read if change is not None)


def undo(document: Path) -> tuple[Change, tuple[Path, ...]]:
    """Take the latest change back; return it, and the files that it restored or removed.

    A file that was changed since is kept as a copy.

    Raises:
        OptionError: there is no change to undo.
        ExportError: a file cannot be written.
    """
    known = changes(document)
    if not known:
        raise OptionError(f"{document}: there is no change to undo; rename, merge and export can be undone")
    change = known[-1]
    paths = tuple(document.parent / name for name in change.before)
    for path, (name, contents) in zip(paths, change.before.items(), strict=True):
        now = _contents(path)
        if now is not None and _digest(now) != change.after[name] and now != contents:
            _log.warning("%s was changed since: it is kept as %s", path, keep_copy(path).name)
        if contents is not None:
            write_atomically(path, contents)
        else:
            _remove(path)
    _write(document, known[:-1])
    return change, paths


def _history(document: Path) -> Path:
    return document.with_name(f".{document.name}.versions")


def _keep(document: Path, change: Change) -> None:
    try:
        _write(document, (*changes(document), change)[-MAX_VERSIONS:])
    except ExportError as error:
        _log.warning("%s cannot be undone: %s", change.command, error)


def _write(document: Path, kept: Sequence[Change]) -> None:
    if kept:
        write_atomically(_history(document), "".join(f"{_format(change)}\n" for change in kept))
    else:
        _remove(_history(document))


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(f"{path}: cannot be removed: {error.strerror or error}; remove it yourself") from error


def _format(change: Change) -> str:
    packed = {
        name: None if contents is None else base64.b64encode(zlib.compress(contents)).decode("ascii")
        for name, contents in change.before.items()
    }
    return json.dumps({"command": change.command, "time": change.time, "before": packed, "after": change.after})


def _parse(line: str) -> Change | None:
    """Return the change of a line; None if it is damaged, or names files elsewhere."""
    try:
        data = json.loads(line)
        before = {name: None if packed is None else _unpack(packed) for name, packed in data["before"].items()}
        change = Change(str(data["command"]), str(data["time"]), before, dict(data["after"]))
    except (ValueError, KeyError, TypeError, AttributeError, zlib.error, RecursionError):
        return None
    safe = all(not Path(name).is_absolute() and ".." not in Path(name).parts for name in before)
    return change if safe and before.keys() == change.after.keys() else None


def _unpack(packed: str) -> bytes:
    unpacker = zlib.decompressobj()
    contents = unpacker.decompress(base64.b64decode(packed, validate=True), MAX_FILE_BYTES)
    if not unpacker.eof:
        raise ValueError(packed[:20])
    return contents


def _contents(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.stat().st_size <= MAX_FILE_BYTES else None
    except OSError:
        return None


def _digest(contents: bytes | None) -> str | None:
    return None if contents is None else hashlib.blake2b(contents, digest_size=16).hexdigest()

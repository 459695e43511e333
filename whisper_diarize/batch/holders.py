"""The holders of locks, as the files of locks name them, and whether they are alive."""

from __future__ import annotations

import functools
import json
import os
import socket
import uuid
from dataclasses import dataclass
from pathlib import Path

DRAFT = ".draft"

tokens: set[str] = set()
"""Those of the locks that this process holds, or is about to."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The holder of a lock: `token` is new with each, `attempts` counts those that ended without giving it back."""

    host: str
    pid: int
    token: str
    name: str
    attempts: int = 1


def make(path: Path, holder: Holder) -> bool:
    """Make a lock, with its holder in it from the first moment; return whether there was none.

    Its draft, a file of its own, may be removed by anybody at any time.
    """
    text = json.dumps({name: getattr(holder, name) for name in Holder.__slots__}).encode()
    draft = path.with_name(f"{path.name}.{uuid.uuid4().hex}{DRAFT}")
    try:
        with draft.open("xb") as file:
            file.write(text)
            file.flush()
            try:
                os.link(draft, path)
            except FileExistsError:
                return os.fstat(file.fileno()).st_nlink > 1  # over NFS, the answer to a link that was made may be lost
            except OSError:  # a file system without hard links, or no draft any more
                return _make_and_write(path, text)
            return True
    finally:
        draft.unlink(missing_ok=True)


def _make_and_write(path: Path, text: bytes) -> bool:
    """Make a lock that has no holder for a moment; return whether there was none."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
    except FileExistsError:
        return False
    with os.fdopen(handle, "wb") as file:
        file.write(text)
    return True


def holder_in(path: Path) -> Holder | None:
    """Return the holder of a lock; None if it does not say, or is not there."""
    try:
        found = json.loads(path.read_bytes())
        return Holder(str(found["host"]), int(found["pid"]), str(found["token"]), "", int(found["attempts"]))
    except (OSError, ValueError, LookupError, TypeError, OverflowError, RecursionError):
        return None


@functools.cache
def host() -> str:
    """Name this machine so that no other has the name, and on Linux the space of process numbers.

    A container has such a space of its own; machines that were copied may share their names, and then an address of
    the network tells them apart.
    """
    return " ".join(
        (socket.gethostname(), f"{uuid.getnode():x}", _contents("/etc/machine-id"), _process_space())
    ).strip()


def _contents(path: str) -> str:
    try:
        return Path(path).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _process_space() -> str:
    try:
        return str(os.stat("/proc/self/ns/pid").st_ino)  # noqa: PTH116
    except OSError:
        return ""


def is_running(holder: Holder) -> bool:
    """Tell whether the process of this machine that holds a lock is there."""
    if holder.pid == os.getpid():  # or of a process before this one that had its number
        return holder.token in tokens
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return not _is_zombie(holder.pid)


def _is_zombie(pid: int) -> bool:
    """Tell whether a process has ended, though its parent has not asked for it yet; only Linux says so cheaply."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return False
    return state[:1] == ["Z"]

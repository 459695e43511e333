"""Disks that fail: the n-th call of a kind on a path below some folders raises an error, or takes half of the data."""

from __future__ import annotations

import builtins
import errno
import io
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT, errno.EACCES, errno.ENAMETOOLONG, errno.ESTALE)
CALLS = (
    *(
        "open",
        "open",
        "mkstemp",
        "write",
        "write",
        "close",
        "read",
        "replace",
        "link",
        "unlink",
        "mkdir",
        "chmod",
        "utime",
    ),
    *("stat", "scandir", "fsync"),
)


# Any: the functions of Python that are replaced have arguments of all kinds
class FailingDisk:
    """A disk on which, from the `number`-th call of a kind on, `count` calls fail."""

    def __init__(self, folders: Sequence[Path], call: str, code: int, number: int, count: int) -> None:
        self._folders = tuple(str(folder) for folder in folders)
        self._call, self._code, self._next, self._left = call, code, number, count

    def install(self) -> None:
        """Take the place of Python's own functions, to the end of this process."""
        for name in ("replace", "link", "unlink", "mkdir", "chmod", "utime", "stat", "scandir", "fsync"):
            setattr(os, name, self._failing(name, getattr(os, name)))
        opened, made = io.open, tempfile.mkstemp
        io.open = builtins.open = lambda path, *rest, **named: self._opened(opened, path, *rest, **named)  # type: ignore[assignment]  # as Any
        tempfile.mkstemp = self._failing("mkstemp", made, lambda arguments, named: named.get("dir", ""))
        os.fdopen = lambda number, *rest, **named: File(opened(number, *rest, **named), self)  # type: ignore[assignment]  # likewise

    def check(self, call: str, path: object) -> None:
        """Raise the error if it is this call's turn."""
        if call != self._call or not str(path).startswith(self._folders):
            return
        self._next -= 1
        if self._next < 0 < self._left:
            self._left -= 1
            raise OSError(self._code, os.strerror(self._code), str(path))

    def _opened(self, opened: Callable[..., Any], path: object, *rest: Any, **named: Any) -> Any:
        if not str(path).startswith(self._folders):
            return opened(path, *rest, **named)
        self.check("open", path)
        return File(opened(path, *rest, **named), self)

    def _failing(
        self, name: str, function: Callable[..., Any], path_of: Callable[..., Any] = lambda arguments, _: arguments[0]
    ) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self.check(name, path_of(arguments, named))
            return function(*arguments, **named)

        return call


class File:
    """An open file whose reads, writes and closing may fail."""

    def __init__(self, file: Any, disk: FailingDisk) -> None:
        self._file, self._disk = file, disk
        path = file.name
        self._path = str(Path(f"/proc/self/fd/{path}").readlink()) if isinstance(path, int) else path

    def write(self, data: Any) -> Any:
        """Write it, or half of it and fail."""
        try:
            self._disk.check("write", self._path)
        except OSError:
            self._file.write(data[: len(data) // 2])
            self._file.flush()
            raise
        return self._file.write(data)

    def read(self, *arguments: Any) -> Any:
        """Read, or fail."""
        self._disk.check("read", self._path)
        return self._file.read(*arguments)

    def close(self) -> None:
        """Close, and perhaps say then that the disk is full."""
        self._file.close()
        self._disk.check("close", self._path)

    def __enter__(self) -> File:  # noqa: PYI034  typing.Self came with Python 3.11
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Any:
        return iter(self._file)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

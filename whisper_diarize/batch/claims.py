"""Locks that processes on any machines hold on recordings of a shared folder: a file each.

A lock says who holds it. The lock of a process of this machine that has ended is free; so is any lock that has not
been touched for `STALE_SECONDS`, as its holder does all the time: then the machine is gone, or asleep. Nothing depends
on the clocks of machines, for ages are those that the folder's file system tells.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from whisper_diarize.cancellation import raise_if_cancelled

from .holders import DRAFT, Holder, holder_in, host, is_running, make, tokens

STALE_SECONDS = 300.0
TOUCH_SECONDS = 20.0
UNWRITTEN_SECONDS = 5.0
"""A lock without a holder, on a file system without hard links, is being made; of this age, it was left by a process
that was killed in that moment."""
POLL_SECONDS = 0.01


class Claim:
    """A lock that this process holds."""

    def __init__(self, path: Path, holder: Holder, claims: Claims) -> None:
        self._path = path
        self._claims = claims
        self.holder = holder

    @property
    def attempts(self) -> int:
        """The number of times that it was taken since it was last given back, this time included."""
        return self.holder.attempts

    def held(self) -> bool:
        """Tell whether it still is this process's; not if it slept so long that another took it over."""
        found = holder_in(self._path)
        return found is not None and found.token == self.holder.token

    def touch(self) -> None:
        """Show that the holder is alive."""
        with contextlib.suppress(OSError):
            os.utime(self._path)

    def release(self) -> None:
        """Give it back."""
        if self.held():
            with contextlib.suppress(OSError):
                self._path.unlink()
        self._claims.forget(self)


class Claims:
    """The locks in a folder, which is made with the first and removed with the last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: set[Claim] = set()
        self._guard = threading.Lock()
        self._toucher: threading.Thread | None = None
        self._stop = threading.Event()

    def claim(self, name: str) -> Claim | None:
        """Return the lock on `name`, now this process's; None if another holds it.

        Raises:
            OSError: the folder cannot be written to.
        """
        path = self._path(name)
        token = uuid.uuid4().hex
        holder = Holder(host(), os.getpid(), token, name)
        tokens.add(token)
        try:
            found = holder if self._made(path, holder) else self._take_over(path, holder)
        except BaseException:
            tokens.discard(token)
            raise
        if found is None:
            tokens.discard(token)
            return None
        return self._keep(Claim(path, found, self))

    @contextlib.contextmanager
    def waiting(self, name: str) -> Iterator[None]:
        """Hold the lock on `name` in the block; wait for it, no longer than the work of this thread is wanted."""
        while (claim := self.claim(name)) is None:
            raise_if_cancelled()
            time.sleep(POLL_SECONDS)
        try:
            yield
        finally:
            claim.release()

    def left_behind(self, names: Iterable[str]) -> set[str]:
        """Return the names whose locks were left by holders that ended without giving them back."""
        return {name for name, path in self._locked(names).items() if self._is_free(path, holder_in(path))}

    def held(self, names: Iterable[str]) -> dict[str, float]:
        """Return the names whose locks are not free, and when each was touched, by the clock of the file system."""
        touched: dict[str, float] = {}
        for name, path in self._locked(names).items():
            with contextlib.suppress(OSError):
                if not self._is_free(path, holder_in(path)):
                    touched[name] = path.stat().st_mtime
        return touched

    def forget(self, claim: Claim) -> None:
        """Touch a lock no more."""
        tokens.discard(claim.holder.token)
        with self._guard:
            self._held.discard(claim)

    def close(self) -> None:
        """Give all locks back, remove those that have no living holder, and the folder if it is empty then."""
        self._stop.set()
        for claim in tuple(self._held):
            claim.release()
        with contextlib.suppress(OSError):
            self._sweep()
            self.folder.rmdir()

    def _sweep(self) -> None:
        """Remove what processes that were killed have left: locks on recordings that are done, unfinished files."""
        for path in sorted(self.folder.iterdir(), key=lambda path: not path.suffix):
            if not path.suffix:
                holder = Holder(host(), os.getpid(), uuid.uuid4().hex, "")
                if self._take_over(path, holder) is not None:
                    path.unlink(missing_ok=True)
            elif path.suffix == DRAFT or self._age(path) > UNWRITTEN_SECONDS:
                path.unlink(missing_ok=True)

    def _locked(self, names: Iterable[str]) -> dict[str, Path]:
        """Return the locks that are there, by name."""
        try:
            there = set(os.listdir(self.folder))  # noqa: PTH208  names only
        except OSError:
            return {}
        paths = {name: self._path(name) for name in names} if there else {}
        return {name: path for name, path in paths.items() if path.name in there}

    def _path(self, name: str) -> Path:
        return self.folder / hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def _made(self, path: Path, holder: Holder) -> bool:
        """Make a lock; the folder too, which another process may remove at any time when it is empty."""
        while True:
            self.folder.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):
                return make(path, holder)

    def _keep(self, claim: Claim) -> Claim:
        with self._guard:
            self._held.add(claim)
            if self._toucher is None or not self._toucher.is_alive():
                self._stop.clear()
                self._toucher = threading.Thread(target=self._touch_all, name="claims", daemon=True)
                self._toucher.start()
        return claim

    def _touch_all(self) -> None:
        while not self._stop.wait(TOUCH_SECONDS):
            with self._guard:
                held = tuple(self._held)
            for claim in held:
                claim.touch()

    def _take_over(self, path: Path, holder: Holder) -> Holder | None:
        """Replace a lock that is free; return the new holder, None if it is not free.

        Only one process at a time looks and replaces: it holds a second lock, which is not needed for longer.
        """
        if not self._is_free(path, holder_in(path)):
            return None
        guard = path.with_suffix(".taking")
        if not make(guard, holder):
            if self._age(guard) <= UNWRITTEN_SECONDS:
                return None
            guard.unlink(missing_ok=True)  # its maker was killed
            return self._take_over(path, holder)
        try:
            before = holder_in(path)
            if not self._is_free(path, before):
                return None
            attempts = before.attempts + 1 if before is not None else 1
            taken = Holder(holder.host, holder.pid, holder.token, holder.name, attempts)
            replacement = path.with_suffix(f".{holder.token}")
            make(replacement, taken)
            replacement.replace(path)
            return taken
        finally:
            guard.unlink(missing_ok=True)

    def _is_free(self, path: Path, holder: Holder | None) -> bool:
        if holder is None:
            return self._age(path) > UNWRITTEN_SECONDS
        if holder.host == host() and not is_running(holder):
            return True
        return self._age(path) > STALE_SECONDS

    def _age(self, path: Path) -> float:
        """Return how long ago a file was touched, by the clock of its file system; 0 if it is not there."""
        probe = self.folder / f"now.{uuid.uuid4().hex}"
        try:
            touched = path.stat().st_mtime
            # by this machine's clock it is young: no need to ask the file system for its own
            if abs(time.time() - touched) < UNWRITTEN_SECONDS:
                return 0.0
            probe.touch()
            return probe.stat().st_mtime - touched
        except OSError:
            return 0.0
        finally:
            with contextlib.suppress(OSError):
                probe.unlink()

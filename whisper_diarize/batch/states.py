"""The state of a recording: whether the ledger, the file and the outputs say that it is done as it is wanted."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Literal

from whisper_diarize.files import is_there

from .entry import Entry
from .finding import FoundRecording
from .fingerprint import Wanted
from .ledger import Ledger

State = Literal["new", "done", "failed", "changed", "touched"]
"""`changed`: the recording, the options or an output is another than when it was done. `touched`: the file has another
time, and the same size: only its sound tells whether it has changed."""

Redo = Literal["failed", "all", "changed"]
"""Which recordings are done: only those that failed; all, also those that are done; only those that have changed."""

Stamp = tuple[int, int]


class States:
    """States of recordings, as one request has them."""

    def __init__(self, ledger: Ledger, wanted: Wanted, redo: Redo | None = None) -> None:
        self._ledger = ledger
        self._wanted = wanted
        self.redo = redo
        ledger.refresh()
        self._begun_at = ledger.size
        self._again: set[str] = set()

    def is_wanted(self, found: FoundRecording) -> bool:
        """Tell whether a recording is to be done."""
        key = self._ledger.key(found.source)
        state = self.state(found)
        if key in self._again:
            return state != "done"
        if self._is_of_this_run(key) and (self.redo is not None or state == "failed"):
            return False  # another run has done it, or will try once more
        if self.redo == "changed":
            return state in {"changed", "touched"}
        if self.redo == "failed":
            return state == "failed"
        return self.redo == "all" or state != "done"

    def begin_again(self, recordings: Iterable[FoundRecording]) -> None:
        """Let recordings that failed in this run be done once more."""
        self._again = {self._ledger.key(found.source) for found in recordings}

    def state(self, found: FoundRecording) -> State:
        """Return the state of a recording."""
        entry = self.entry_of(found)
        if entry is None:
            return "new"
        if entry.status == "failed":
            return "failed"
        if entry.fingerprint != self._wanted.fingerprint or not self._has_outputs(entry):
            return "changed"
        size, modified = stamp(found.source)
        if entry.size != size:
            return "changed"
        return "done" if entry.modified_ns == modified else "touched"

    def entry_of(self, found: FoundRecording) -> Entry | None:
        """Return the last entry of a recording with these options, else with any."""
        return self._ledger.entry(self._ledger.key(found.source), self._wanted.fingerprint)

    def _is_of_this_run(self, key: str) -> bool:
        """Tell whether a recording was done since the run began, by itself or another run."""
        return self._ledger.position(key, self._wanted.fingerprint) >= self._begun_at

    def _has_outputs(self, entry: Entry) -> bool:
        """Tell whether all outputs are there, with the options of their formats, and none was written by others since.

        One that a person has changed counts: doing it again would put that work aside.
        """
        for name in self._wanted.formats:
            path = entry.outputs.get(name)
            if path is None or not self._ledger.is_last_writer(path, entry):
                return False
            if entry.format_options.get(name, {}) != self._wanted.format_options.get(name, {}):
                return False
            if not is_there(self._ledger.folder / path):
                return False
        return True


def stamp(source: str) -> Stamp:
    """Return the size of a file and the time of its last change, in nanoseconds; -1 if it is none, or not there."""
    try:
        status = os.stat(source)  # noqa: PTH116  an address is no path
    except (OSError, ValueError):
        return -1, -1
    return status.st_size, status.st_mtime_ns

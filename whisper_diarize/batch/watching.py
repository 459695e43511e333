"""A watched folder: recordings that have stood still for a while are taken; half-written ones wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from .finding import Findings, FoundRecording
from .states import Stamp, stamp

SETTLE_SECONDS = 10.0
POLL_SECONDS = 1.0


class Settling:
    """Tells which recordings have had the same size and time for `seconds`, each once as it is."""

    def __init__(self, seconds: float = SETTLE_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._seen: dict[str, tuple[Stamp, float]] = {}
        self._taken: dict[str, Stamp] = {}

    def ready(self, recordings: Sequence[FoundRecording]) -> list[FoundRecording]:
        """Return those of the recordings that are there now which stand still, and were not returned as they are.

        One that has gone and comes back is new.
        """
        now = self._clock()
        stamps = {found.source: stamp(found.source) for found in recordings}
        self._seen = {
            source: self._seen[source] if source in self._seen and self._seen[source][0] == one else (one, now)
            for source, one in stamps.items()
        }
        self._taken = {source: one for source, one in self._taken.items() if stamps.get(source) == one}
        settled = [
            found
            for found in recordings
            if found.source not in self._taken and now - self._seen[found.source][1] >= self._seconds
        ]
        self._taken |= {found.source: stamps[found.source] for found in settled}
        return settled

    def forget(self) -> None:
        """Return everything once more, when it has stood still again: it could not be done."""
        self._seen, self._taken = {}, {}


def watched(
    find: Callable[[], Findings],
    settling: Settling,
    *,
    poll_seconds: float = POLL_SECONDS,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[tuple[Findings, list[FoundRecording]]]:
    """Yield, for ever, all that is found, and those of it that are ready; look again after `poll_seconds`.

    A folder that goes away has nothing to find, until it is back.
    """
    while True:
        findings = find()
        yield findings, settling.ready(findings.recordings)
        sleep(poll_seconds)

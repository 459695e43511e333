"""The actors of the command: each is given its next recording as soon as it is free.

Ray Data, which programs use, looks for finished recordings ten times a second, and starts processes for statistics and
for machines that could be added: with short recordings on a small machine that is a tenth of the time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whisper_diarize import WhisperDiarizeError
from whisper_diarize.batch import FoundRecording

from .actor import Assignment, Transcribing
from .resources import Resources
from .rows import Row, given_row

MAX_DEATHS = 10
"""So many times the number of actors may end, one after the other without a row between them; then the batch ends."""


def rows_by_actors(recordings: Sequence[FoundRecording], assignment: Assignment, resources: Resources) -> Iterator[Row]:
    """Yield the row of each recording when it is done.

    Raises:
        WhisperDiarizeError: no actor can start, or all end.
    """
    import ray  # noqa: PLC0415  slow to import

    limited = ray.remote(num_cpus=resources.num_cpus, num_gpus=resources.num_gpus, memory=resources.memory or 0)
    kind = limited(Transcribing)
    _, number = resources.limits(len(recordings))
    pool = _Pool(lambda: kind.remote(assignment), deque(map(given_row, recordings)), MAX_DEATHS * number)
    for _ in range(number):
        pool.add()
    for _ in recordings:
        yield pool.next_row()


def longest_first(recordings: Sequence[FoundRecording]) -> list[FoundRecording]:
    """Return recordings by the sizes of their files, so that actors end together; those at addresses come last."""
    return sorted(recordings, key=_size, reverse=True)


def _size(found: FoundRecording) -> int:
    try:
        return Path(found.source).stat().st_size
    except OSError:  # at an address, or gone: the actor that has it says so
        return 0


# Any: Ray publishes no types
@dataclass(slots=True)
class _Pool:
    """Recordings that are left, and actors by the reference of their next answer: a row, or that they have started.

    An actor that ends is replaced, and its recording is begun anew. One for which no recording is left is given up, so
    that its processor is free.
    """

    start: Callable[[], Any]
    left: deque[Row]
    max_deaths: int
    busy: dict[Any, tuple[Any, Row | None]] = field(default_factory=dict)
    deaths: int = 0

    def add(self) -> None:
        """Start an actor; it is given a recording when it is there: the cluster may have no room for it yet."""
        actor = self.start()
        self.busy[actor.__ray_ready__.remote()] = actor, None

    def next_row(self) -> Row:
        """Return the next row."""
        while True:
            row = self._next_answer()  # in a function of its own: an actor that is referred to does not end
            if row is not None:
                self.deaths = 0
                return row

    def _next_answer(self) -> Row | None:
        import ray  # noqa: PLC0415  slow to import

        [reference], _ = ray.wait(list(self.busy))
        actor, given = self.busy.pop(reference)
        try:
            answer: Row = ray.get(reference)
        except ray.exceptions.RayTaskError:  # an exception of ours, which should have been a row
            raise
        except ray.exceptions.RayError as error:
            self._replace(given, error)
            return None
        if self.left:
            following = self.left.popleft()
            self.busy[actor.row.remote(following)] = actor, following
        return answer if given is not None else None

    def _replace(self, given: Row | None, error: Exception) -> None:
        self.deaths += 1
        if self.deaths > self.max_deaths or getattr(error, "actor_init_failed", False):
            reason = str(error).strip().splitlines()[-1]
            raise WhisperDiarizeError(
                f"no process stays on the cluster: {reason:.200}; look into Ray's logs, and for the plugin on all nodes"
            ) from error
        if given is not None:
            self.left.append(given)
        self.add()

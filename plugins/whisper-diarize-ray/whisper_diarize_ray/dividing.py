"""A long recording over several processes: each runs the networks over windows of its own.

The process that has the recording works from its beginning, and hands windows out from its end while processors of the
cluster are free. So it waits for nothing but what others have begun.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.protocols import Diarizer, DivisibleDiarizer, Progress
from whisper_diarize.records import Audio, Diarization, Inference, SpeakerCount

if TYPE_CHECKING:
    from whisper_diarize.protocols import Precomputed

MIN_PATIENCE_SECONDS = 30.0
MAX_AWAY = 64
"""Parts that others have at once: the samples of each are copied into Ray's memory."""


class Helpers(Protocol):
    """Other processes that run the networks."""

    def room(self) -> int:
        """Return how many parts could begin at once."""

    # Any: a reference to a result, which only the helpers understand
    def begin(self, audio: Audio, windows: range, samples: range) -> Any:
        """Let another process infer some windows from the samples that they need; return a reference."""

    # Any: as above
    def finished(self, references: list[Any], seconds: float) -> list[tuple[Any, Inference | None]]:
        """Return those that are finished within some seconds, one at least if any is; None for one that failed."""

    # Any: as above
    def give_up(self, reference: Any) -> None:
        """Stop the work on a part."""


def divided(diarizer: Diarizer, seconds: float, helpers: Helpers) -> Diarizer:
    """Return a diarizer that cuts recordings of more than some `seconds` into such parts, for `helpers` to do.

    One whose inference cannot be shared out stays as it is.
    """
    return _DividedDiarizer(diarizer, seconds, helpers) if isinstance(diarizer, DivisibleDiarizer) else diarizer


class _DividedDiarizer:
    def __init__(self, engine: DivisibleDiarizer, seconds: float, helpers: Helpers) -> None:
        self._engine = engine
        self._seconds = seconds
        self._helpers = helpers

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:
        inference = Inference.join(list(self.infer(audio, Inference(), progress)))
        return self._engine.finalize(audio, inference, {}, speaker_count)

    def cache_key(self) -> str | None:
        return self._engine.cache_key()

    def infer(self, audio: Audio, known: Inference, progress: Progress) -> Iterator[Inference]:
        """Yield the inference in its order, and leave what is left of it, the levels, to the engine."""
        found = [known]
        if audio.duration > self._seconds:
            total = self._engine.num_windows(audio.num_samples)
            size = max(1, round(total * self._seconds / audio.duration))
            starts = range(known.num_windows, total, size)
            parts = [range(start, min(start + size, total)) for start in starts]
            for part in _Division(self._engine, audio, parts, self._helpers).run(progress):
                found.append(part)
                yield part
        yield from self._engine.infer(audio, Inference.join(found), progress)

    def precompute_key(self) -> str:
        return self._engine.precompute_key()

    def precompute(self, inference: Inference) -> Precomputed:
        return self._engine.precompute(inference)

    def finalize(
        self, audio: Audio, inference: Inference, precomputed: Precomputed, speaker_count: SpeakerCount
    ) -> Diarization:
        return self._engine.finalize(audio, inference, precomputed, speaker_count)


class _Division:
    """The parts of one recording: those that are left, under way elsewhere, and done."""

    def __init__(self, engine: DivisibleDiarizer, audio: Audio, parts: list[range], helpers: Helpers) -> None:
        self._engine, self._audio, self._helpers = engine, audio, helpers
        self._left = deque(parts)
        self._order = [part.start for part in parts]
        self._total = parts[-1].stop if parts else 0
        self._away: dict[Any, range] = {}  # Any: a reference, see `Helpers`
        self._done: dict[int, Inference] = {}
        self._patience = MIN_PATIENCE_SECONDS

    def run(self, progress: Progress) -> Iterator[Inference]:
        """Yield the parts in their order."""
        windows_done = 0
        for start in self._order:
            while start not in self._done:
                self._hand_out()
                self._collect(0.0 if self._left else self._patience)
                if start not in self._done:
                    self._do_one()
            windows_done += self._done[start].num_windows
            progress(windows_done, self._total)
            yield self._done.pop(start)

    def _hand_out(self) -> None:
        if len(self._left) <= 1:
            return
        for _ in range(min(self._helpers.room(), len(self._left) - 1, MAX_AWAY - len(self._away))):
            part = self._left.pop()
            samples = self._engine.samples_of(self._audio, part)
            self._away[self._helpers.begin(self._audio, part, samples)] = part

    def _collect(self, seconds: float) -> None:
        if not self._away:
            return
        for reference, inference in self._helpers.finished(list(self._away), seconds):
            part = self._away.pop(reference)
            if inference is None:
                self._left.append(part)
            else:
                self._done[part.start] = inference

    def _do_one(self) -> None:
        """Do the next part here; if all are away, take back the one that is needed next, which may not have begun."""
        if not self._left and not self._away:
            return
        if not self._left:
            reference = min(self._away, key=lambda one: self._away[one].start)
            self._helpers.give_up(reference)
            self._left.append(self._away.pop(reference))
        part, began = self._left.popleft(), time.monotonic()
        parts = list(self._engine.infer_windows(self._audio, part, unseen))
        self._done[part.start] = Inference.join(parts)
        self._patience = max(self._patience, time.monotonic() - began)


@dataclass(frozen=True, slots=True)
class Section:
    """Samples of a recording of which a part is there: those from `first` on, of `total`."""

    array: NDArray[np.float32]
    first: int
    total: int

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, index: slice) -> NDArray[np.float32]:
        return self.array[index.start - self.first : index.stop - self.first]


def section_of(audio: Audio, samples: range) -> Audio:
    """Return an audio that can be sent to another process, with some samples only."""
    first = max(0, samples.start)
    return replace(audio, samples=Section(audio.read(first, samples.stop), first, audio.num_samples), channels=())


def unseen(done: float, total: float) -> None:
    """Take no notice of the progress within a part."""

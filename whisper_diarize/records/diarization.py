"""Who spoke when: turns, and the view of them in which nobody overlaps."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from .quality import Quality
from .scores import SpeakerScores
from .span import Span

if TYPE_CHECKING:  # the commands' help need not wait for NumPy
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Turn(Span):
    """One speaker talking without a break."""

    speaker: str


@dataclass(frozen=True, slots=True, eq=False)
class Diarization:
    """Turns in order of time; they may overlap.

    `exclusive_turns` is the view in which at most one speaker talks at a time, as the diarizer decided it; None if it
    did not (then `exclusive()` derives one). `embeddings` maps a speaker to a voice vector: (dim,) float32. `model`
    says which model found them, `quality` what was noticed of the recording on the way. `scores` are how much was heard
    of whom, frame by frame, if the diarizer tells.
    """

    turns: tuple[Turn, ...] = ()
    exclusive_turns: tuple[Turn, ...] | None = None
    embeddings: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    model: str | None = None
    quality: Quality = field(default_factory=Quality)
    scores: SpeakerScores | None = None

    def __post_init__(self) -> None:
        for name in ("turns", "exclusive_turns"):
            turns = getattr(self, name)
            if turns is not None:
                object.__setattr__(self, name, tuple(sorted(turns, key=lambda t: (t.start, t.end, t.speaker))))

    @property
    def speakers(self) -> tuple[str, ...]:
        """Labels in order of first appearance."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns))

    def exclusive(self) -> tuple[Turn, ...]:
        """Return turns of which no two overlap: the diarizer's own, else whoever started last has the floor."""
        return self.exclusive_turns if self.exclusive_turns is not None else _last_starter_has_the_floor(self.turns)

    def speech(self, duration: float, *, margin: float = 0.4, bridge: float = 2.0) -> tuple[Span, ...]:
        """Return where anybody talks, in order of time; no two of these spans overlap.

        They are the turns with a `margin` around them, cut at the `duration` of the recording, and joined where less
        than `bridge` lies between two. All in seconds.
        """
        found: list[Span] = []
        for turn in self.turns:
            start, end = max(0.0, turn.start - margin), min(duration, turn.end + margin)
            if found and start - found[-1].end < bridge:
                found[-1] = Span(found[-1].start, max(found[-1].end, end))
            elif start < end:
                found.append(Span(start, end))
        return tuple(found)


def _last_starter_has_the_floor(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Cut overlapping turns: at each instant the running turn that started last keeps it."""
    edges = sorted({edge for turn in turns for edge in (turn.start, turn.end)})
    pieces: list[Turn] = []
    running: list[Turn] = []
    waiting = list(reversed(turns))
    for start, end in pairwise(edges):
        while waiting and waiting[-1].start <= start:
            running.append(waiting.pop())
        running = [turn for turn in running if turn.end > start]
        if not running:
            continue
        speaker = running[-1].speaker
        if pieces and pieces[-1].speaker == speaker and pieces[-1].end == start:
            pieces[-1] = replace(pieces[-1], end=end)
        else:
            pieces.append(Turn(start, end, speaker))
    return tuple(pieces)

"""Labels that stay: each speaker found anew is the one shown before with whom they share most time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from whisper_diarize import Turn

UNKNOWN = "?"
"""A speaker who is not yet known."""
NOT_ASKED = ""
"""A speaker who is not looked for."""


@dataclass
class StableLabels:
    """Shown labels: the numbers of people in the order in which they were first heard, for good.

    Attributes:
        shown: turns of the last call, with shown labels.
        named: the shown label of each of its speakers.
    """

    shown: list[Turn] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)
    _count: int = 0

    def follow(self, turns: Sequence[Turn]) -> None:
        """Take new turns, over all of the recording so far."""
        named = match(shared_seconds(turns, self.shown))
        for turn in sorted(turns, key=lambda turn: turn.start):
            if turn.speaker not in named:
                named[turn.speaker] = f"SPEAKER_{self._count:02d}"
                self._count += 1
        self.named = named
        self.shown = [Turn(turn.start, turn.end, named[turn.speaker]) for turn in turns]


def shared_seconds(turns: Iterable[Turn], shown: Sequence[Turn]) -> dict[tuple[str, str], float]:
    """Return the seconds in which each speaker of `turns` talks in the turns of each shown one."""
    shared: dict[tuple[str, str], float] = defaultdict(float)
    ordered = sorted(shown, key=lambda turn: turn.start)
    longest = max((other.duration for other in ordered), default=0.0)
    first = 0
    for turn in sorted(turns, key=lambda turn: turn.start):
        while first < len(ordered) and ordered[first].start < turn.start - longest:
            first += 1
        for other in ordered[first:]:
            if other.start >= turn.end:
                break
            seconds = min(turn.end, other.end) - max(turn.start, other.start)
            if seconds > 0:
                shared[turn.speaker, other.speaker] += seconds
    return dict(shared)


def match(shared: dict[tuple[str, str], float]) -> dict[str, str]:
    """Pair speakers with shown ones, one to one, those with most time in common first."""
    named: dict[str, str] = {}
    taken: set[str] = set()
    for (speaker, other), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if speaker not in named and other not in taken:
            named[speaker] = other
            taken.add(other)
    return named

"""Exclusive turns, indexed by time, to look up the speaker of a word."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from whisper_diarize.records import Span, Turn


class Assignment(NamedTuple):
    """A speaker's label, and how it was found: `reason` and `gap` (seconds) are those of `AttributedWord`."""

    speaker: str | None
    reason: str
    gap: float = 0.0


class TurnIndex:
    """Exclusive turns in order of time; looking up a span costs O(log turns + turns under the span)."""

    def __init__(self, turns: Iterable[Turn]) -> None:
        self._turns = sorted(turns, key=lambda turn: (turn.start, turn.end))
        # most words lie under one turn; one without length has no share of anything
        self._alone = [Assignment(turn.speaker, "overlap") if turn.start < turn.end else None for turn in self._turns]
        self._starts = [turn.start for turn in self._turns]
        # the running maximum is in order even where a diarizer let its exclusive turns overlap
        self._latest_ends = list(accumulate((turn.end for turn in self._turns), max))

    def speaker_at(self, span: Span) -> Assignment:
        """Return the speaker whose turns overlap `span` most; if none does, the one of the turn nearest by its edge.

        Of equals, the turn that comes first wins. A span without length belongs to the turn that it lies in.
        """
        if not self._turns:
            return Assignment(None, "no turns")
        return (self._under(span) if span.start < span.end else None) or self._nearest(span)

    def _under(self, span: Span) -> Assignment | None:
        first = bisect_right(self._latest_ends, span.start)
        behind = bisect_left(self._starts, span.end)
        if behind == first + 1 and self._alone[first] is not None:
            return self._alone[first]
        turns = self._turns[first:behind]
        seconds: dict[str, float] = {}
        for turn in turns:
            shared = min(span.end, turn.end) - max(span.start, turn.start)
            if shared > 0:
                seconds[turn.speaker] = seconds.get(turn.speaker, 0.0) + shared
        if not seconds:
            return None
        return Assignment(max(seconds, key=lambda speaker: seconds[speaker]), "overlap")

    def _nearest(self, span: Span) -> Assignment:
        reached = bisect_left(self._latest_ends, span.start)
        begun = bisect_right(self._starts, span.end)
        if reached < begun:
            reason = "overlap" if span.start == span.end else "nearest"
            return Assignment(self._turns[reached].speaker, reason)
        before = bisect_left(self._latest_ends, self._latest_ends[begun - 1]) if begun else None
        candidates = [self._turns[index] for index in (before, begun) if index is not None and index < len(self._turns)]
        nearest = min(candidates, key=span.gap)
        return Assignment(nearest.speaker, "nearest", span.gap(nearest))

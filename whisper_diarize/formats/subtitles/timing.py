"""Display times of cues: while the words are spoken, and on while they are read, until another speaker begins.

A cue leaves two frames free before the next, so that the eye notices the change, if there is time for that.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from whisper_diarize.formats.cues import MINIMUM_CUE_MILLISECONDS

from .options import SubtitleOptions

GAP_MILLISECONDS = 83
"""Two frames at 24 frames a second (Netflix)."""


@dataclass(slots=True)
class Showing:
    """A cue's spoken time in milliseconds, its speaker, and its columns to read."""

    start: int
    end: int
    speaker: str | None
    columns: int


def show(spoken: list[Showing], options: SubtitleOptions, *, until: int | None = None) -> list[tuple[int, int]]:
    """Return start and end of each cue, in the order given.

    One speaker's cues must be in order of time. They do not overlap; nor do two speakers' that do not talk at once.
    No cue stays on after `until`, the end of the recording, if that is known.
    """
    order = sorted(range(len(spoken)), key=lambda number: spoken[number].start)
    starts = _starts([spoken[number] for number in order])
    shown = [(0, 0)] * len(spoken)
    least, most = round(options.min_seconds * 1000), round(options.max_seconds * 1000)
    own_next: dict[str | None, int] = {}
    others_next: int | None = None
    for place in range(len(order) - 1, -1, -1):
        cue, start = spoken[order[place]], starts[place]
        wanted = start + max(least, round(cue.columns * 1000 / options.reading_speed))
        # one cue may be as long as it takes to be seen, whatever the options
        latest = min(start + max(most, MINIMUM_CUE_MILLISECONDS), own_next.get(cue.speaker, sys.maxsize))
        end = min(latest, max(cue.end, start + MINIMUM_CUE_MILLISECONDS))
        if others_next is None:
            end = max(end, wanted if until is None else min(wanted, until))
        else:
            end = max(end, min(wanted, others_next - GAP_MILLISECONDS))
            if others_next - GAP_MILLISECONDS < end <= others_next and others_next - GAP_MILLISECONDS - start >= least:
                end = others_next - GAP_MILLISECONDS
        shown[order[place]] = (start, min(end, latest))
        own_next[cue.speaker] = others_next = start
    return shown


def _starts(cues: list[Showing]) -> list[int]:
    """Return when to show each cue: when it is spoken, but after the one before was there long enough to be seen."""
    starts: list[int] = []
    latest: dict[str | None, int] = {}
    for number, cue in enumerate(cues):
        start = max(cue.start, latest.get(cue.speaker, cue.start))
        if number and cues[number - 1].end <= cue.start:
            start = max(start, starts[-1] + MINIMUM_CUE_MILLISECONDS)
        starts.append(start)
        latest[cue.speaker] = start + MINIMUM_CUE_MILLISECONDS
    return starts

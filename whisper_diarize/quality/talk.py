"""How much of a recording is talk, and how much of that is several people at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from whisper_diarize.records import Diarization, Span


def with_talk(diarization: Diarization, duration: float) -> Diarization:
    """Return the diarization with these shares in its `quality`; `duration`: of the recording, in seconds."""
    anybody, several = talk_seconds(diarization.turns)
    speech = min(1.0, anybody / duration) if duration > 0 else None
    overlap = several / anybody if anybody > 0 else None
    return replace(diarization, quality=replace(diarization.quality, speech=speech, overlap=overlap))


def talk_seconds(turns: Iterable[Span]) -> tuple[float, float]:
    """Return the seconds in which anybody talks, and those of them in which several do.

    >>> talk_seconds([Span(0, 4), Span(3, 6), Span(10, 11)])
    (7.0, 1.0)
    """
    changes = sorted([edge for turn in turns for edge in ((turn.start, 1), (turn.end, -1))])
    talking, anybody, several = 0, 0.0, 0.0
    for (start, change), (end, _) in pairwise(changes):
        talking += change
        anybody += (end - start) * (talking > 0)
        several += (end - start) * (talking > 1)
    return anybody, several

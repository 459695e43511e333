"""Shares of a recording: of speech in its time, and of overlap in its speech."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from whisper_diarize.records import Diarization, Span


def with_speech_share(diarization: Diarization, duration: float) -> Diarization:
    """Return the diarization with `speech` and `overlap` in its `quality`; `duration`: of the recording, in seconds."""
    any_speech, several = speech_seconds(diarization.turns)
    speech = min(1.0, any_speech / duration) if duration > 0 else None
    overlap = several / any_speech if any_speech > 0 else None
    return replace(diarization, quality=replace(diarization.quality, speech=speech, overlap=overlap))


def speech_seconds(turns: Iterable[Span]) -> tuple[float, float]:
    """Return the seconds with any speech, and those of them in which several people talk.

    >>> speech_seconds([Span(0, 4), Span(3, 6), Span(10, 11)])
    (7.0, 1.0)
    """
    changes = sorted([edge for turn in turns for edge in ((turn.start, 1), (turn.end, -1))])
    talking, any_speech, several = 0, 0.0, 0.0
    for (start, change), (end, _) in pairwise(changes):
        talking += change
        any_speech += (end - start) * (talking > 0)
        several += (end - start) * (talking > 1)
    return any_speech, several

"""The cues of a transcript: whole milliseconds, clean lines and a name. Every format with times is made of them.

Seconds become milliseconds here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass

from whisper_diarize.records import AttributedSegment, AttributedTranscript, Span

from .cleaning import clean_lines
from .names import shown_names

MINIMUM_CUE_MILLISECONDS = 100
"""Time for which a cue without any length of its own is shown."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Something to show from `start` to `end` (milliseconds, `start < end`).

    `speaker` is the name to show, if any; `label` the diarizer's; `channel` the recording's, from 0 on, if known.
    """

    start: int
    end: int
    lines: tuple[str, ...]
    speaker: str | None
    label: str | None
    channel: int | None = None


def cues(transcript: AttributedTranscript) -> tuple[Cue, ...]:
    """Return a cue for each segment that has text, in order of time."""
    names = shown_names(transcript)
    found = (_cue(segment, names[segment.speaker]) for segment in transcript.segments)
    return tuple(sorted((cue for cue in found if cue.lines), key=lambda cue: cue.start))


def milliseconds(seconds: float) -> int:
    """Return `seconds` in whole milliseconds, rounded as Whisper does.

    >>> milliseconds(1.2346)
    1235
    """
    return round(seconds * 1000)


def span_milliseconds(span: Span, *, minimum: int) -> tuple[int, int]:
    """Return start and end of `span`; one that has no length is given the `minimum`."""
    start, end = milliseconds(span.start), milliseconds(span.end)
    return start, end if end > start else start + minimum


def clock(time: int, decimal_mark: str) -> str:
    """Return milliseconds as HH:MM:SS and three decimals.

    >>> clock(3_723_004, ",")
    '01:02:03,004'
    """
    seconds, thousandths = divmod(time, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{decimal_mark}{thousandths:03d}"


def _cue(segment: AttributedSegment, name: str | None) -> Cue:
    start, end = span_milliseconds(segment.span, minimum=MINIMUM_CUE_MILLISECONDS)
    return Cue(start, end, clean_lines(segment.segment.text), name, segment.speaker, segment.segment.channel)

"""Praat's TextGrid: a tier for the text of each speaker, and one for words with known times.

Source: Praat manual, "TextGrid file formats". A tier's intervals cover the whole recording and do not overlap; in a
string, a quotation mark is written twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from whisper_diarize.records import AttributedSegment, AttributedTranscript

from .cleaning import one_line
from .cues import span_milliseconds
from .names import shown_names
from .words import timed_words

Interval = tuple[int, int, str]

_NOBODY = "unknown"


class TextGrid:
    """Tiers for phoneticians."""

    extension = "TextGrid"

    def render(self, transcript: AttributedTranscript) -> str:
        """Return the tiers; silence is a single empty one."""
        said: dict[str | None, list[AttributedSegment]] = {}
        for segment in transcript.segments:
            said.setdefault(segment.speaker, []).append(segment)
        names = _tier_names(transcript, said)
        tiers = [tier for label, segments in said.items() for tier in _tiers(names[label], segments)]
        tiers = [(name, _disjoint(intervals)) for name, intervals in tiers or [(_NOBODY, [])]]
        ends = (intervals[-1][1] for _, intervals in tiers if intervals)
        end = max(1, round(transcript.duration * 1000), *ends)
        return _file([(name, _gapless(intervals, end)) for name, intervals in tiers], end)


def _tier_names(transcript: AttributedTranscript, labels: Iterable[str | None]) -> dict[str | None, str]:
    """Return a name for each speaker's tier; tiers of one name would be one to many readers."""
    shown = shown_names(transcript)
    names: dict[str | None, str] = {}
    taken: set[str] = set()
    for label in labels:
        plain = unique = shown[label] or _NOBODY
        number = 1
        while {unique, _words_tier(unique)} & taken:
            number += 1
            unique = f"{plain} {number}"
        taken |= {unique, _words_tier(unique)}
        names[label] = unique
    return names


def _words_tier(name: str) -> str:
    return f"{name} - words"


def _tiers(name: str, segments: Sequence[AttributedSegment]) -> list[tuple[str, list[Interval]]]:
    whole = [(*span_milliseconds(segment.span, minimum=1), one_line(segment.segment.text)) for segment in segments]
    words = chain.from_iterable(map(timed_words, segments))
    measured = [(word.start, word.end, word.text) for word in words if word.measured]
    return [(name, whole), *([(_words_tier(name), measured)] if measured else [])]


def _disjoint(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the intervals in order, none empty, each cut where the next begins; none is lost."""
    ordered = sorted((row for row in intervals if row[2]), key=lambda row: row[0])
    found: list[Interval] = []
    reached = 0
    for number, (since, until, text) in enumerate(ordered):
        start = max(since, reached)
        following = ordered[number + 1][0] if number + 1 < len(ordered) else until
        end = max(start + 1, min(until, following) if following > start else until)
        found.append((start, end, text))
        reached = end
    return found


def _gapless(intervals: Iterable[Interval], end: int) -> list[Interval]:
    """Return the intervals with empty ones between them, from 0 to `end`."""
    found: list[Interval] = []
    reached = 0
    for interval in intervals:
        if interval[0] > reached:
            found.append((reached, interval[0], ""))
        found.append(interval)
        reached = interval[1]
    if reached < end:
        found.append((reached, end, ""))
    return found


def _file(tiers: Sequence[tuple[str, Sequence[Interval]]], end: int) -> str:
    head = f'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = {end / 1000}\n'
    head += f"tiers? <exists>\nsize = {len(tiers)}\nitem []:\n"
    return head + "".join(_tier(number, name, rows, end) for number, (name, rows) in enumerate(tiers, start=1))


def _tier(number: int, name: str, intervals: Sequence[Interval], end: int) -> str:
    head = (
        f'    item [{number}]:\n        class = "IntervalTier"\n        name = "{_quoted(name)}"\n'
        f"        xmin = 0\n        xmax = {end / 1000}\n        intervals: size = {len(intervals)}\n"
    )
    return head + "".join(
        f"        intervals [{row}]:\n            xmin = {since / 1000}\n            xmax = {until / 1000}\n"
        f'            text = "{_quoted(text)}"\n'
        for row, (since, until, text) in enumerate(intervals, start=1)
    )


def _quoted(text: str) -> str:
    return text.replace('"', '""')

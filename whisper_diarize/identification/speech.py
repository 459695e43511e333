"""Voices of a recording: each speaker's vector, and how much clean speech stands behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from whisper_diarize.records import Diarization, Span, Turn

from .records import Vector, Voice, unit

MIN_TURN_SECONDS = 0.5
"""A shorter turn does not count as one: it may be a laugh, or another person's."""
MIN_SHARE = 0.8
"""Of a found speaker's clean speech that must be a person's, for the voice to be theirs."""


def voices_of(diarization: Diarization) -> tuple[Voice, ...]:
    """Return the voices of the speakers who have a vector, in order of first appearance."""
    clean = alone(diarization.turns)
    found = []
    for label in diarization.speakers:
        vector = diarization.embeddings.get(label)
        if vector is None or not np.isfinite(vector).all() or not np.any(vector):
            continue
        spans = clean.get(label, [])
        turns = sum(span.duration >= MIN_TURN_SECONDS for span in spans)
        found.append(Voice(label, unit(vector), sum(span.duration for span in spans), turns))
    return tuple(found)


def voice_within(diarization: Diarization, turns: Sequence[Turn], label: str) -> Voice | None:
    """Return the voice of the person who has `turns`, as a person corrected them; None if no vector is theirs alone.

    Of the speakers that the diarization found, those are taken who talk in these turns, but for a fifth of their clean
    speech.
    """
    clean = alone(diarization.turns)
    theirs = sorted((Span(turn.start, turn.end) for turn in turns), key=lambda span: span.start)
    parts: list[tuple[float, Vector]] = []
    count = 0
    for voice in voices_of(diarization):
        shared = common(clean[voice.label], theirs)
        inside = sum(part.duration for part in shared)
        if inside < MIN_SHARE * voice.seconds or inside <= 0:
            continue
        parts.append((inside, voice.vector))
        count += sum(part.duration >= MIN_TURN_SECONDS for part in shared)
    if not parts:
        return None
    total = np.sum([inside * vector for inside, vector in parts], axis=0)
    return Voice(label, unit(total), sum(inside for inside, _ in parts), count)


def alone(turns: Iterable[Turn]) -> dict[str, list[Span]]:
    """Return each speaker's spans without any other speaker in the same channel, in order of time.

    >>> alone([Turn(0.0, 3.0, "A"), Turn(2.0, 5.0, "B")])
    {'A': [Span(start=0.0, end=2.0)], 'B': [Span(start=3.0, end=5.0)]}
    """
    given = list(turns)
    found: dict[str, list[Span]] = {}
    for channel in dict.fromkeys(turn.channel for turn in given):
        for speaker, spans in _alone([turn for turn in given if turn.channel == channel]).items():
            found.setdefault(speaker, []).extend(spans)
    return {speaker: sorted(spans, key=lambda span: span.start) for speaker, spans in found.items()}


def _alone(turns: Sequence[Turn]) -> dict[str, list[Span]]:
    edges = sorted({edge for turn in turns for edge in (turn.start, turn.end)})
    talking: list[set[str]] = [set() for _ in edges]
    place = {edge: number for number, edge in enumerate(edges)}
    for turn in turns:
        for number in range(place[turn.start], place[turn.end]):
            talking[number].add(turn.speaker)
    found: dict[str, list[Span]] = {}
    for number, speakers in enumerate(talking):
        if len(speakers) != 1:
            continue
        (speaker,) = speakers
        spans = found.setdefault(speaker, [])
        start, end = edges[number], edges[number + 1]
        if spans and spans[-1].end == start:
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return found


def common(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Return the parts of `spans` that lie in `others`; both in order of time, neither overlapping itself.

    >>> common([Span(0.0, 4.0)], [Span(1.0, 2.0), Span(3.0, 9.0)])
    [Span(start=1.0, end=2.0), Span(start=3.0, end=4.0)]
    """
    found, first = [], 0
    for span in spans:
        while first < len(others) and others[first].end <= span.start:
            first += 1
        for one in others[first:]:
            if one.start >= span.end:
                break
            found.append(Span(max(span.start, one.start), min(span.end, one.end)))
    return found

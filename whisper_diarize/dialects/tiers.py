"""Tiers of annotation tools: a tier is a speaker, and one called `NAME - words` has the words of NAME."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whisper_diarize.records import Fields, SavedSegment, SavedSpeech, SavedWord, Turn

from .shapes import turn_of

WORDS = " - words"


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier: a name, and its intervals, with their text."""

    name: str
    intervals: tuple[SavedWord, ...]


def speech_of(tiers: Sequence[Tier]) -> SavedSpeech:
    """Return the speech of the tiers' speakers, and their turns."""
    names = {tier.name for tier in tiers}
    words = {tier.name.removesuffix(WORDS): tier for tier in tiers if tier.name.endswith(WORDS)}
    spoken = [tier for tier in tiers if not (tier.name.endswith(WORDS) and tier.name.removesuffix(WORDS) in names)]
    segments = [segment for tier in spoken for segment in _segments(tier, words.get(tier.name))]
    return SavedSpeech(tuple(segments), turns=tuple(turn for tier in spoken for turn in _turns(tier)))


def _segments(tier: Tier, words: Tier | None) -> Iterator[SavedSegment]:
    waiting = sorted((one for one in words.intervals if one.text.strip()), key=_start) if words else []
    starts = [_start(word) for word in waiting]
    for one in tier.intervals:
        if one.text.strip():
            end = one.end if isinstance(one.end, float) else math.inf
            inside = waiting[bisect_left(starts, _start(one)) : bisect_left(starts, end)]
            yield SavedSegment(one.text, one.start, one.end, tuple(inside), speaker=" ".join(tier.name.split()))


def _start(one: SavedWord) -> float:
    return one.start if isinstance(one.start, float) else 0.0


def _turns(tier: Tier) -> Iterator[Turn]:
    for number, one in enumerate(tier.intervals, start=1):
        if one.text.strip():
            fields = Fields({"start": one.start, "end": one.end}, f"interval {number} of tier '{tier.name[:40]}'")
            turn = turn_of(fields, " ".join(tier.name.split()), fields.seconds("start"), fields.seconds("end"))
            if turn is not None:
                yield turn

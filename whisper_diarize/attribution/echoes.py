"""Echoes: words and turns of a channel that are the sound of another one. Who says them is decided there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from whisper_diarize.records import (
    AttributedSegment,
    AttributedWord,
    Diarization,
    Segment,
    Span,
    Transcript,
    Turn,
)

from .pieces import piece

ECHO = "echo"
"""The reason of words that are said in another channel."""

ECHO_BELOW = 0.5
"""A word is echo if less than this share of its sound is its channel's own."""
DOUBT = 0.3
NEAR_SECONDS = 1.0


def apart(transcript: Transcript, own_share: Callable[[Span], float]) -> tuple[Transcript, tuple[Segment, ...]]:
    """Return the transcript of a channel without its echoes, and these; segments are cut between both.

    `own_share` tells how much of the sound of a span is the channel's own. Words in doubt, between others of which
    all are, or none is, an echo, are as those.
    """
    own: list[Segment] = []
    echoes: list[Segment] = []
    for segment in transcript.segments:
        kinds = _kinds(segment.words or (segment,), own_share)
        for is_echo, run in groupby(range(len(kinds)), key=kinds.__getitem__):
            indices = list(run)
            words = segment.words[indices[0] : indices[-1] + 1]
            part = segment if len(indices) == len(kinds) else piece(segment, words)
            (echoes if is_echo else own).append(part)
    return replace(transcript, segments=tuple(own)), tuple(echoes)


def without_echo(diarization: Diarization, own_share: Callable[[Span], float]) -> Diarization:
    """Return the turns of a channel that are not an echo."""

    def own(turns: Sequence[Turn]) -> tuple[Turn, ...]:
        return tuple(turn for turn in turns if own_share(turn) >= ECHO_BELOW)

    exclusive = diarization.exclusive_turns
    turns = own(diarization.turns)
    if len(turns) == len(diarization.turns):
        return diarization
    return replace(diarization, turns=turns, exclusive_turns=None if exclusive is None else own(exclusive))


def _kinds(words: Sequence[Span], own_share: Callable[[Span], float]) -> list[bool]:
    """Tell which words are echo; those in doubt are as the nearest before and after them that are not, if these agree.

    Only words less than NEAR_SECONDS away count.
    """
    shares = [own_share(word) for word in words]
    sure = [place for place, share in enumerate(shares) if abs(share - ECHO_BELOW) >= DOUBT]

    def kind(place: int) -> bool:
        share = shares[place]
        if abs(share - ECHO_BELOW) >= DOUBT:
            return share < ECHO_BELOW
        after = bisect_left(sure, place)
        around = {shares[other] < ECHO_BELOW for other in sure[max(0, after - 1) : after + 1] if near(place, other)}
        return around.pop() if len(around) == 1 else share < ECHO_BELOW

    def near(place: int, other: int) -> bool:
        first, second = (words[index] for index in sorted((place, other)))
        return second.start - first.end < NEAR_SECONDS

    return [kind(place) for place in range(len(words))]


def as_echo(segments: Sequence[Segment]) -> tuple[AttributedSegment, ...]:
    """Return segments that are the sound of another channel: no speaker of this one says them."""
    return tuple(
        AttributedSegment(
            replace(segment, echo=True), None, ECHO, tuple(AttributedWord(word, None, ECHO) for word in segment.words)
        )
        for segment in segments
    )

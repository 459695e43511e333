"""A turn whose edges a person has moved: words go with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from whisper_diarize.records import AttributedTranscript, Diarization, Span, Turn

from .turns import move_edges
from .words import reassign


def stretch_turn(transcript: AttributedTranscript, turn: Turn, span: Span) -> AttributedTranscript:
    """Return the transcript in which a turn lasts as long as `span`, and words have gone with its edges.

    Words whose middle comes into the turn are its speaker's. Those whose middle falls out of it are given to the
    speaker who has another turn there, else to the nearest other speaker on that side; without one, they stay. Without
    such a turn, the transcript is the same.
    """
    diarization = transcript.diarization
    known = diarization is not None and any(_is_same(turn, one) for one in diarization.turns)
    if diarization is None or not known or span.start >= span.end:
        return transcript
    words = tuple(_placed(transcript))
    receivers = [_receiver(words, number, diarization, turn, span) for number in range(len(words))]
    moved = transcript
    first = 0
    for label, run in groupby(receivers):
        stop = first + len(list(run))
        if label is not None:
            moved = reassign(moved, range(first, stop), label)
        first = stop
    there = _most_of(moved.diarization, turn.speaker, span)
    return moved if there is None else move_edges(moved, there, span)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A word, or a segment without word times: its middle, and its speaker."""

    middle: float
    speaker: str | None


def _placed(transcript: AttributedTranscript) -> Iterator[_Placed]:
    for segment in transcript.segments:
        for span in segment.words or (segment,):
            yield _Placed((span.start + span.end) / 2, segment.speaker)


def _receiver(words: Sequence[_Placed], number: int, diarization: Diarization, turn: Turn, span: Span) -> str | None:
    """Return the speaker whom a word is given to; None: it stays."""
    middle, speaker = words[number].middle, words[number].speaker
    was, comes = _holds(turn, middle), _holds(span, middle)
    if comes and not was and speaker != turn.speaker:
        return turn.speaker
    if comes or not was or speaker != turn.speaker:
        return None
    others = [one for one in diarization.turns if _holds(one, middle) and not _is_same(turn, one)]
    if others:
        first = min(others, key=lambda one: (one.speaker != turn.speaker, one.start, one.end, one.speaker))
        return None if first.speaker == turn.speaker else first.speaker
    beside = reversed(words[:number]) if middle < span.start else iter(words[number + 1 :])
    return next((word.speaker for word in beside if word.speaker not in (None, turn.speaker)), None)


def _most_of(diarization: Diarization | None, label: str, span: Span) -> Turn | None:
    """Return the turn of a speaker that shares most of `span`; None if none does."""
    theirs = [turn for turn in (diarization.turns if diarization else ()) if turn.speaker == label]
    touching = [turn for turn in theirs if turn.start <= span.end and span.start <= turn.end]
    return min(touching, key=lambda turn: (-_shared(turn, span), turn.start, turn.end), default=None)


def _shared(turn: Turn, span: Span) -> float:
    return min(turn.end, span.end) - max(turn.start, span.start)


def _holds(span: Span, time: float) -> bool:
    return span.start <= time < span.end


def _is_same(turn: Turn, other: Turn) -> bool:
    return (turn.start, turn.end, turn.speaker) == (other.start, other.end, other.speaker)

"""Joining: one transcript, and one diarization, of channels that were worked on each by itself."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from whisper_diarize.records import (
    AttributedSegment,
    AttributedTranscript,
    AttributedWord,
    Diarization,
    Quality,
    Span,
    Speaker,
    Turn,
    Word,
)

from .pieces import piece
from .sides import Side

PAUSE_SECONDS = 0.3
"""A segment is cut in a pause of at least this, if another channel has talk in it."""

MIN_SHARED_SECONDS = 0.1
"""Two people talk at the same time if they share this with a word, or half of it."""


def merged(parts: Sequence[AttributedTranscript], sides: Sequence[Side]) -> AttributedTranscript:
    """Return one transcript of channels, by time; what is said at the same time stays, one after the other."""
    turns = tuple(turn for part in parts if part.diarization for turn in part.diarization.turns)
    others = _TurnsOfOthers(turns)
    cut = (piece for part in parts for piece in _cut_in_pauses(part.segments, others))
    segments = tuple(_with_others(segment, others) for segment in cut)
    longest = max(parts, key=lambda part: len(part.words))
    diarizations = [part.diarization for part in parts if part.diarization is not None]
    return replace(
        longest,
        segments=tuple(sorted(segments, key=lambda segment: segment.start)),
        speakers=_speakers(turns, segments, sides),
        diarization=_joined(diarizations, turns) if diarizations else None,
        engine=next((part.engine for part in parts if part.engine), None),
    )


def join_diarizations(diarizations: Sequence[Diarization]) -> Diarization:
    """Return the turns of all channels as one diarization."""
    return _joined(diarizations, tuple(turn for one in diarizations for turn in one.turns))


def _joined(diarizations: Sequence[Diarization], turns: tuple[Turn, ...]) -> Diarization:
    ratios = [one.quality.snr for one in diarizations if one.quality.snr is not None]
    return replace(
        diarizations[0],
        turns=turns,
        exclusive_turns=None,
        embeddings={label: vector for one in diarizations for label, vector in one.embeddings.items()},
        quality=Quality(snr=min(ratios, default=None)),
        scores=None,
    )


def _speakers(
    turns: Sequence[Turn], segments: Sequence[AttributedSegment], sides: Sequence[Side]
) -> tuple[Speaker, ...]:
    """Return the speakers in order of appearance, with the names of their channels: Desk 1, Desk 2 if of several."""
    spoken = [(one.start, one.speaker, one.segment.channel) for one in segments if one.speaker is not None]
    channels: dict[str, int | None] = {}
    for _, label, channel in sorted([*((turn.start, turn.speaker, turn.channel) for turn in turns), *spoken]):
        channels.setdefault(label, channel)
    names = {side.channel: side.name for side in sides}
    found: list[Speaker] = []
    for label, channel in channels.items():
        voices = [one for one, other in channels.items() if other == channel]
        name = names.get(channel, "") if channel is not None else ""
        numbered = f"{name} {voices.index(label) + 1}" if name and len(voices) > 1 else name
        found.append(Speaker(label, numbered or label))
    return tuple(found)


class _TurnsOfOthers:
    """The turns of all channels, to find those of other channels at a time."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._turns = sorted(turns, key=lambda turn: turn.start)
        self._starts = [turn.start for turn in self._turns]
        self._longest = max((turn.duration for turn in self._turns), default=0.0)

    def during(self, span: Span, channel: int | None) -> tuple[str, ...]:
        """Return the speakers of other channels during a span."""
        first = bisect_left(self._starts, span.start - self._longest)
        last = bisect_right(self._starts, span.end)
        least = min(MIN_SHARED_SECONDS, span.duration / 2)
        return tuple(
            dict.fromkeys(
                turn.speaker
                for turn in self._turns[first:last]
                if turn.channel != channel and 0 < turn.overlap(span) >= least
            )
        )


def _with_others(segment: AttributedSegment, others: _TurnsOfOthers) -> AttributedSegment:
    """Return the segment whose words tell who talks in other channels meanwhile."""
    if segment.segment.echo:
        return segment
    words = []
    for word in segment.words:
        found = others.during(word.word, word.word.channel)
        speakers = tuple(dict.fromkeys((*word.other_speakers, *found)))
        words.append(replace(word, overlap=True, other_speakers=speakers) if found else word)
    return replace(segment, words=tuple(words))


def _cut_in_pauses(segments: Sequence[AttributedSegment], others: _TurnsOfOthers) -> Iterator[AttributedSegment]:
    """Yield the segments, cut in pauses in which there is talk in another channel."""

    def answered(word: Word, following: Word) -> bool:
        pause = following.start - word.end
        return pause >= PAUSE_SECONDS and bool(others.during(Span(word.end, following.start), word.channel))

    for segment in segments:
        words = segment.segment.words
        cuts = [i for i in range(1, len(words)) if answered(words[i - 1], words[i])]
        runs = [list(run) for _, run in groupby(range(len(words)), key=lambda i: bisect_right(cuts, i))]
        if len(runs) < 2:  # noqa: PLR2004  nothing is cut
            yield segment
            continue
        for run in runs:
            yield _piece(segment, segment.words[run[0] : run[-1] + 1])


def _piece(segment: AttributedSegment, words: tuple[AttributedWord, ...]) -> AttributedSegment:
    """Return the part of a segment that has `words`."""
    return replace(segment, segment=piece(segment.segment, tuple(word.word for word in words)), words=words)

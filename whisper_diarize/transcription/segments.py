"""From the segments that an engine wrote, as plain values, to a Transcript whose times are sound."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from whisper_diarize.records import Segment, Transcript, Word

from .times import Time, Timed, fill, is_number, straighten, timed


@dataclass(frozen=True, slots=True)
class RawWord:
    """A word as the engine wrote it; any of its times may be missing or wrong."""

    text: str
    start: object = None
    end: object = None
    probability: object = None
    interpolated: bool = False


@dataclass(frozen=True, slots=True)
class RawSegment:
    """A segment as the engine wrote it. `statistics` holds Whisper's, by the names of `Segment`'s fields."""

    text: str
    start: object
    end: object
    words: tuple[RawWord, ...]
    statistics: Mapping[str, object]


def build_transcript(
    segments: Sequence[RawSegment], *, language: str | None, engine: str | None, duration: float = math.inf
) -> Transcript:
    """Return the transcript: blank segments and words are dropped, every other word is kept once, in order.

    Times that cannot be, given the order of the words and the `duration` of the recording in seconds, are filled in
    between neighbours.
    """
    spoken = [_without_blanks(segment) for segment in segments if segment.text.strip() or _spoken(segment)]
    times = iter(straighten([item for segment in spoken for item in _timed_words(segment, duration)], duration))
    built = (_build(segment, [next(times) for _ in _words_or_whole(segment)]) for segment in spoken)
    return Transcript(tuple(built), language, engine)


def _spoken(segment: RawSegment) -> tuple[RawWord, ...]:
    return tuple(word for word in segment.words if word.text.strip())


def _without_blanks(segment: RawSegment) -> RawSegment:
    words = _spoken(segment)
    text = segment.text if segment.text.strip() else "".join(word.text for word in words)
    return RawSegment(text, segment.start, segment.end, words, segment.statistics)


def _words_or_whole(segment: RawSegment) -> tuple[RawWord, ...]:
    """Return the words, or the whole segment as if it were one word."""
    return segment.words or (RawWord(segment.text, segment.start, segment.end),)


def _timed_words(segment: RawSegment, duration: float) -> list[Timed]:
    """Return the times of the words; the segment's own bound those of words that have none."""
    items = [timed(word.start, word.end, word.text, duration) for word in _words_or_whole(segment)]
    whole = timed(segment.start, segment.end, segment.text, duration)
    if whole.start is None or whole.end is None:
        return items
    return fill(items, whole.start, min(whole.end, duration))


def _build(segment: RawSegment, times: Sequence[Time]) -> Segment:
    words = tuple(
        Word(
            time.start,
            time.end,
            word.text,
            _probability(word.probability),
            interpolated=time.interpolated or word.interpolated,
        )
        for word, time in zip(segment.words, times, strict=False)  # a segment without words has a time, too
    )
    statistics = segment.statistics
    return Segment(
        times[0].start,
        times[-1].end,
        "".join(word.text for word in words) or segment.text,
        words,
        seek=_whole(statistics.get("seek")),
        tokens=_tokens(statistics.get("tokens")),
        temperature=_number(statistics.get("temperature")),
        avg_logprob=_number(statistics.get("avg_logprob")),
        compression_ratio=_number(statistics.get("compression_ratio")),
        no_speech_prob=_number(statistics.get("no_speech_prob")),
    )


def _probability(value: object) -> float | None:
    number = _number(value)
    return None if number is None else min(1.0, max(0.0, number))


def _number(value: object) -> float | None:
    """Return a finite number; None for anything else, so that no NaN reaches an output."""
    return float(value) if is_number(value) else None


def _whole(value: object) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


def _tokens(value: object) -> tuple[int, ...]:
    return tuple(token for token in value if isinstance(token, int)) if isinstance(value, list) else ()

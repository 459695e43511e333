"""From the segments that an engine wrote, as plain values, to a Transcript whose times are sound."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from whisper_diarize.records import MAX_INTEGER, SavedSegment, SavedWord, Segment, Transcript, Word

from .times import SECONDS_PER_CHARACTER, Time, Timed, fill, is_number, straighten, timed


def build_transcript(
    segments: Sequence[SavedSegment], *, language: str | None, engine: str | None, duration: float = math.inf
) -> Transcript:
    """Return the transcript: blank segments and words are dropped, every other word is kept once, in order.

    Times that cannot be, given the order of the words and the `duration` of the recording in seconds, are filled in
    between neighbours.
    """
    spoken = [_without_blanks(segment) for segment in segments if segment.text.strip() or _spoken(segment)]
    times = iter(straighten([item for segment in spoken for item in _timed_words(segment, duration)], duration))
    built = (_build(segment, [next(times) for _ in _words_or_whole(segment)]) for segment in spoken)
    return Transcript(tuple(built), language, engine)


def build_from_streams(segments: Sequence[SavedSegment], *, language: str | None, engine: str | None) -> Transcript:
    """Return the transcript of segments in any order, which may overlap: people talk at the same time, or on tracks.

    A time that was measured is kept: only the words of one segment are put in order. Segments without any time follow
    the one before them in the file. The result is in order of the segments' starts, and knows the speakers of words.
    """
    spoken = [_without_blanks(segment) for segment in segments if segment.text.strip() or _spoken(segment)]
    built = [
        (_build(segment, straighten(_timed_words(segment, math.inf))), _speakers(segment))
        for segment in _placed(spoken)
    ]
    built.sort(key=lambda item: item[0].start)
    speakers = tuple(speaker for _, told in built for speaker in told)
    return Transcript(tuple(segment for segment, _ in built), language, engine, speakers if any(speakers) else ())


def _placed(segments: Sequence[SavedSegment]) -> list[SavedSegment]:
    """Return the segments; those without a time, and without words that have one, lie after the one before."""
    spans = [_span(segment) for segment in segments]
    last = max((span.end for span in spans if span.end is not None), default=0.0)
    last += SECONDS_PER_CHARACTER * sum(span.weight for span in spans if span.start is None)
    filled = fill(spans, 0.0, last, SECONDS_PER_CHARACTER)
    return [
        replace(segment, start=placed.start, end=placed.end) if span.start is None else segment
        for segment, span, placed in zip(segments, spans, filled, strict=True)
    ]


def _span(segment: SavedSegment) -> Timed:
    """Return the time of a segment: its own, else that of its words, else none."""
    whole = timed(segment.start, segment.end, segment.text)
    if whole.start is not None:
        return whole
    measured = [
        item for word in segment.words for item in [timed(word.start, word.end, word.text)] if item.start is not None
    ]
    return Timed(measured[0].start, measured[-1].end, whole.weight) if measured else whole


def _speakers(segment: SavedSegment) -> list[str | None]:
    """Return the speaker of each word, or of the whole segment; a word without one has that of the segment."""
    return [
        (word.speaker if word.speaker is not None else segment.speaker) or None for word in _words_or_whole(segment)
    ]


def _spoken(segment: SavedSegment) -> tuple[SavedWord, ...]:
    return tuple(word for word in segment.words if word.text.strip())


def _without_blanks(segment: SavedSegment) -> SavedSegment:
    words = _spoken(segment)
    text = segment.text if segment.text.strip() else "".join(word.text for word in words)
    return replace(segment, text=text, words=words)


def _words_or_whole(segment: SavedSegment) -> tuple[SavedWord, ...]:
    """Return the words, or the whole segment as if it were one word."""
    return segment.words or (SavedWord(segment.text, segment.start, segment.end),)


def _timed_words(segment: SavedSegment, duration: float) -> list[Timed]:
    """Return the times of the words; the segment's own bound those of words that have none."""
    items = [timed(word.start, word.end, word.text, duration) for word in _words_or_whole(segment)]
    whole = timed(segment.start, segment.end, segment.text, duration)
    if whole.start is None or whole.end is None:
        return items
    return fill(items, whole.start, min(whole.end, duration))


def _build(segment: SavedSegment, times: Sequence[Time]) -> Segment:
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
    """Return a whole number that JSON can hold; None for anything else."""
    number = _number(value)
    return None if number is None or abs(number) > MAX_INTEGER else int(number)


def _tokens(value: object) -> tuple[int, ...]:
    return tuple(token for token in value if _is_token(token)) if isinstance(value, list) else ()


def _is_token(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_INTEGER

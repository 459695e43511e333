"""Trim words that reach far into silence: Whisper spreads the words at a pause over the pause."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace

from whisper_diarize.records import Segment, Span, Transcript, Word

LONG_SECONDS = 1.0
"""Longer words are rare in speech (decision 0077)."""


def trimmed(transcript: Transcript, turns: Iterable[Span]) -> Transcript:
    """Return the transcript with each word of more than LONG_SECONDS cut to the speech that lies under it.

    Of several stretches of speech under a word it keeps the one that it shares most time with. A word without any stays
    as it is, for nothing says where it belongs.
    """
    speech = _joined(turns)
    starts, ends = [span.start for span in speech], [span.end for span in speech]

    def cut(word: Word) -> Word:
        under = speech[bisect_right(ends, word.start) : bisect_left(starts, word.end)]
        if word.duration <= LONG_SECONDS or not under:
            return word
        best = max(under, key=word.overlap)
        return replace(word, start=max(word.start, best.start), end=min(word.end, best.end))

    segments = (_with_words(segment, tuple(map(cut, segment.words))) for segment in transcript.segments)
    return replace(transcript, segments=tuple(segments))


def _with_words(segment: Segment, words: tuple[Word, ...]) -> Segment:
    """Return the segment with other times of words; an edge of it that was a word's stays one."""
    if words == segment.words:
        return segment
    start = words[0].start if segment.start == segment.words[0].start else segment.start
    end = words[-1].end if segment.end == segment.words[-1].end else segment.end
    return replace(segment, start=start, end=end, words=words)


def _joined(turns: Iterable[Span]) -> list[Span]:
    """Return the time in which anybody talks, in order."""
    found: list[Span] = []
    for turn in sorted(turns, key=lambda turn: turn.start):
        if found and turn.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, turn.end))
        elif turn.duration:
            found.append(Span(turn.start, turn.end))
    return found

"""Fit words to the turns of their speakers: an engine's times of words are rougher than the diarizer's edges."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace

from whisper_diarize.records import AttributedSegment, AttributedTranscript, AttributedWord, Turn

LONG_SECONDS = 0.5
"""Words longer than this are cut to a turn of their speaker (decision 82)."""

REACH_SECONDS = 0.3
"""A word that begins or ends so near to the edge of a turn, inside of it, is the turn's first or last."""


def fitted(transcript: AttributedTranscript) -> AttributedTranscript:
    """Return the transcript with the first and the last words of turns at their edges, and long words inside of turns.

    No word is moved over another one, and none without a turn of its speaker under it is changed.
    """
    if transcript.diarization is None:
        return transcript
    words = list(transcript.words)
    for speaker, turns in _by_speaker(transcript.diarization.turns).items():
        indices = [index for index, word in enumerate(words) if word.speaker == speaker]
        starts, ends = [turn.start for turn in turns], [turn.end for turn in turns]
        for index in indices:
            word = words[index]
            words[index] = _cut(word, turns[bisect_right(ends, word.start) : bisect_left(starts, word.end)])
        starts, ends = [words[index].start for index in indices], [words[index].end for index in indices]
        for turn in turns:
            under = indices[bisect_right(ends, turn.start) : bisect_left(starts, turn.end)]
            if under:
                _reach(words, under[0], under[-1], turn)
    following = iter(words)
    segments = (_with_words(part, tuple(next(following) for _ in part.words)) for part in transcript.segments)
    return replace(transcript, segments=tuple(segments))


def _by_speaker(turns: Iterable[Turn]) -> dict[str, list[Turn]]:
    found: dict[str, list[Turn]] = {}
    for turn in sorted(turns, key=lambda turn: (turn.start, turn.end)):
        found.setdefault(turn.speaker, []).append(turn)
    return found


def _cut(word: AttributedWord, under: list[Turn]) -> AttributedWord:
    """Return a long word cut to the one of the turns under it that it shares most time with."""
    if word.duration <= LONG_SECONDS or not under:
        return word
    best = max(under, key=word.word.overlap)
    return _at(word, max(word.start, best.start), min(word.end, best.end))


def _reach(words: list[AttributedWord], first: int, last: int, turn: Turn) -> None:
    """Let the first word of a turn begin with it, and the last one end with it, where no other word is in the way."""
    if 0 < words[first].start - turn.start <= REACH_SECONDS and (not first or words[first - 1].end <= turn.start):
        words[first] = _at(words[first], turn.start, words[first].end)
    free = last + 1 == len(words) or words[last + 1].start >= turn.end
    if 0 < turn.end - words[last].end <= REACH_SECONDS and free:
        words[last] = _at(words[last], words[last].start, turn.end)


def _at(word: AttributedWord, start: float, end: float) -> AttributedWord:
    return replace(word, word=replace(word.word, start=start, end=end))


def _with_words(part: AttributedSegment, words: tuple[AttributedWord, ...]) -> AttributedSegment:
    """Return the segment with other times of words; an edge of it that was a word's stays one."""
    if words == part.words:
        return part
    start = words[0].start if part.start == part.words[0].start else part.start
    end = words[-1].end if part.end == part.words[-1].end else part.end
    return replace(part, segment=replace(part.segment, start=start, end=end), words=words)

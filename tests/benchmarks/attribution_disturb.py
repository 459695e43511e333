"""Disturbances by engines and diarizers: each takes a talk and a generator of random numbers.

Words keep their order and their true speaker; only times and turns are changed. Everything is drawn anew for each talk.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from tests.benchmarks.attribution_talk import Said, Talk
from tests.benchmarks.attribution_written import as_written
from whisper_diarize import Span, Turn

Disturbance = Callable[[Talk, random.Random], Talk]


def shift_words(limit: float) -> Disturbance:
    """Move each word by up to `limit` seconds, half of that together with its neighbours; times stay in order."""

    def disturb(talk: Talk, draw: random.Random) -> Talk:
        common, moved = 0.0, []
        for number, word in enumerate(talk.words):
            if number % 8 == 0:
                common = draw.uniform(-limit / 2, limit / 2)
            start = max(0.0, word.start + common + draw.uniform(-limit / 2, limit / 2))
            moved.append((start, word.end - word.start))
        starts = sorted(start for start, _ in moved)
        lengths = [length for _, length in moved]
        words = zip(talk.words, starts, lengths, strict=True)
        return replace(talk, words=tuple(replace(w, start=start, end=start + length) for w, start, length in words))

    return disturb


def one_stream(talk: Talk, _draw: random.Random) -> Talk:
    """Cut each word where the next one begins: Whisper's words never overlap."""
    following = [*(word.start for word in talk.words[1:]), float("inf")]
    words = zip(talk.words, following, strict=True)
    return replace(talk, words=tuple(replace(word, end=min(word.end, start)) for word, start in words))


def stretch_words(talk: Talk, draw: random.Random) -> Talk:
    """Draw words out over the pauses beside them, as Whisper does: half of the pauses are given to a word."""
    words = list(talk.words)
    for index in range(len(words) - 1):
        before, after = words[index], words[index + 1]
        if after.start - before.end > 0.2 and draw.random() < 0.5:
            if draw.random() < 0.5:
                words[index] = replace(before, end=after.start)
            else:
                words[index + 1] = replace(after, start=before.end)
    return replace(talk, words=tuple(words))


def hide_numbers(talk: Talk, _draw: random.Random) -> Talk:
    """Take the times of words with digits away, as wav2vec2 alignments do."""
    words = (replace(word, timed=not any(c.isdigit() for c in word.text)) for word in talk.words)
    return replace(talk, words=tuple(words))


def shift_turns(limit: float) -> Disturbance:
    """Move each edge of a turn by up to `limit` seconds."""

    def disturb(talk: Talk, draw: random.Random) -> Talk:
        turns = []
        for turn in talk.turns:
            start = max(0.0, turn.start + draw.uniform(-limit, limit))
            turns.append(Turn(start, max(start + 0.05, turn.end + draw.uniform(-limit, limit)), turn.speaker))
        return replace(talk, turns=tuple(turns))

    return disturb


def merge_turns(talk: Talk, _draw: random.Random) -> Talk:
    """Join the turns of a speaker over pauses to 1.5 seconds, even if others talk in them."""
    merged: list[Turn] = []
    latest: dict[str, int] = {}
    for turn in sorted(talk.turns, key=lambda turn: turn.start):
        index = latest.get(turn.speaker)
        if index is not None and turn.start - merged[index].end <= 1.5:
            merged[index] = replace(merged[index], end=max(merged[index].end, turn.end))
        else:
            latest[turn.speaker] = len(merged)
            merged.append(turn)
    return replace(talk, turns=tuple(merged))


def miss_short_turns(talk: Talk, draw: random.Random) -> Talk:
    """Leave out most turns of less than 0.8 s."""
    kept = tuple(turn for turn in talk.turns if turn.duration >= 0.8 or draw.random() < 0.3)
    return replace(talk, turns=kept or talk.turns)


def invent_words(talk: Talk, draw: random.Random) -> Talk:
    """Write invented words into pauses, as Whisper does."""
    made_up = []
    for before, after in zip(talk.words, talk.words[1:], strict=False):
        room = Span(before.end, max(before.end, after.start))
        free = room.duration > 0.9 and not any(room.overlap(turn) for turn in talk.turns)
        if free and draw.random() < 0.5:
            made_up.append(Said("Thanks.", room.start + 0.35, room.end - 0.35, None))
    return replace(talk, words=tuple(sorted((*talk.words, *made_up), key=lambda word: word.start)))


def bare_text(talk: Talk, _draw: random.Random) -> Talk:
    """Leave out capitals and punctuation, as many engines do."""
    words = (replace(word, text=word.text.lower().strip(".,?!") or word.text) for word in talk.words)
    return replace(talk, words=tuple(words))


def in_turn(*disturbances: Disturbance) -> Disturbance:
    """Apply one disturbance after the other."""

    def disturb(talk: Talk, draw: random.Random) -> Talk:
        for disturbance in disturbances:
            talk = disturbance(talk, draw)
        return talk

    return disturb


ALL = in_turn(
    as_written,
    *(shift_words(0.15), one_stream, stretch_words, hide_numbers, miss_short_turns, merge_turns, shift_turns(0.2)),
)

CONDITIONS: dict[str, Disturbance] = {
    "every word written, with its time": in_turn(),
    "every word written, in one stream": one_stream,
    "as Whisper writes": in_turn(as_written, one_stream),
    "word times +-50 ms": in_turn(as_written, shift_words(0.05), one_stream),
    "word times +-150 ms": in_turn(as_written, shift_words(0.15), one_stream),
    "word times +-300 ms": in_turn(as_written, shift_words(0.3), one_stream),
    "stretched words": in_turn(as_written, one_stream, stretch_words),
    "numbers without times": in_turn(as_written, one_stream, hide_numbers),
    "turn edges +-200 ms": in_turn(as_written, one_stream, shift_turns(0.2)),
    "turns merged": in_turn(as_written, one_stream, merge_turns),
    "short turns missed": in_turn(as_written, one_stream, miss_short_turns),
    "all of these": ALL,
    "bare text": in_turn(as_written, one_stream, bare_text),
    "bare text, words +-150 ms": in_turn(as_written, shift_words(0.15), one_stream, bare_text),
    "bare text, all of these": in_turn(ALL, bare_text),
}

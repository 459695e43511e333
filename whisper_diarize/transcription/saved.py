"""Transcripts that were saved before, by any tool: `dialects` reads the file, here it becomes a Transcript.

- words that stand beside segments without any (OpenAI) are given to these, by number or by time;
- words without times (WhisperX leaves them out for numbers) get theirs from their neighbours;
- words without white space in front (WhisperX) get that which the text of their segment has there;
- segments without words are cut into words, which share the segment's time by length;
- words that say something else than the text of their segment take its spelling;
- segments may overlap and stand in any order: no time that was measured is given up.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from whisper_diarize.dialects import Unreadable, agreed, built_in, load, recognized, words_in
from whisper_diarize.errors import OptionError, TranscriptionError
from whisper_diarize.protocols import Reader
from whisper_diarize.records import SavedSegment, SavedSpeech, SavedWord, Transcript
from whisper_diarize.text import is_unspaced

from .languages import language_code
from .segments import build_from_streams
from .times import is_number

MAX_MESSAGE = 400


def read_transcript(path: str | Path, readers: Mapping[str, Reader] | None = None) -> Transcript:
    """Read a saved transcript; its kind is seen from its contents. `readers` are those that are tried, else our own.

    Raises:
        TranscriptionError: the file cannot be read, or is not a transcript of a kind that is known.
    """
    try:
        dialect, speech = recognized(load(Path(path)), readers or built_in())
    except Unreadable as exc:
        raise TranscriptionError(f"{path}: {exc}"[:MAX_MESSAGE]) from exc
    if speech.segments is None:
        raise TranscriptionError(f"{path}: this is {dialect}, with turns and no words; give a file that has the words")
    return transcript_of(speech)


def transcript_of(speech: SavedSpeech) -> Transcript:
    """Return the words of a file, whose segments are not None."""
    segments = _with_words(speech.segments or (), speech.words)
    worded = [
        segment if segment.words else replace(segment, words=tuple(words_in(segment.text))) for segment in segments
    ]
    agreeing = [agreed(segment) for segment in _spaced(worded)]
    return build_from_streams(agreeing, language=_code(speech.language), engine=speech.engine)


def _code(language: str | None) -> str | None:
    """Return the code of a language, which tools write as `english` or `en-US` as well; None if it is not known."""
    if not language:
        return None
    try:
        return language_code(re.split(r"[-_]", language)[0])
    except OptionError:
        return None


def _with_words(segments: Sequence[SavedSegment], words: Sequence[SavedWord]) -> Sequence[SavedSegment]:
    """Give words that stand beside the segments to these, if none has its own: by number if that fits, else by time."""
    if not words or any(segment.words for segment in segments):
        return segments
    counts = [len(segment.text.split()) for segment in segments]
    if sum(counts) == len(words):
        waiting = iter(words)
        return [
            replace(one, words=tuple(next(waiting) for _ in range(n))) for one, n in zip(segments, counts, strict=True)
        ]
    order = sorted(range(len(segments)), key=lambda number: _time(segments[number].start))
    starts = [_time(segments[number].start) for number in order]
    given: list[list[SavedWord]] = [[] for _ in segments]
    for word in words:
        middle = (_time(word.start) + _time(word.end)) / 2
        given[order[max(0, bisect_right(starts, middle) - 1)]].append(word)
    return [replace(segment, words=tuple(own)) for segment, own in zip(segments, given, strict=True)]


def _time(value: object) -> float:
    return float(value) if is_number(value) else 0.0


def _spaced(segments: Sequence[SavedSegment]) -> Sequence[SavedSegment]:
    """Put white space in front of words, and of segments, if no word in the file has any."""
    texts = [word.text for segment in segments for word in segment.words]
    run_together = any(is_unspaced(segment.text) for segment in segments)
    if any(text[:1].isspace() for text in (texts if run_together else _firsts(segments))):
        return segments
    spaced = any(re.search(r"\S\s+\S", segment.text) for segment in segments)
    lead = "" if run_together and not spaced else " "
    return [_with_spaces(segment, lead) for segment in segments]


def _firsts(segments: Sequence[SavedSegment]) -> list[str]:
    return [segment.words[0].text for segment in segments if segment.words]


def _with_spaces(segment: SavedSegment, lead: str) -> SavedSegment:
    """Give each word the white space that it has in the segment's text; `lead` if it is not found there."""
    text = lead + segment.text.strip()
    words = []
    position = 0
    for word in segment.words:
        bare = word.text.strip()
        place = text.find(bare, position)
        before = text[position:place] if place >= 0 else lead
        space = before if before.isspace() or not before else lead
        position = place + len(bare) if place >= 0 else position
        words.append(replace(word, text=space + bare))
    return replace(segment, text=text, words=tuple(words))

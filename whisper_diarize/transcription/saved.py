"""Transcripts that were saved before: the JSON of mlx_whisper and openai-whisper, of WhisperX, and our own.

All three are an object with `segments`; their other keys decide how they are read:

- words without times (WhisperX leaves them out for numbers) get theirs from their neighbours;
- words without white space in front (WhisperX) get that which the text of their segment has there;
- segments without words are cut into words, which share the segment's time by length;
- words that say something else than the text of their segment take its spelling (`wording`).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeGuard

from whisper_diarize.errors import TranscriptionError
from whisper_diarize.records import Transcript
from whisper_diarize.text import HAN, KANA, is_unspaced

from .segments import RawSegment, RawWord, build_transcript
from .times import is_number
from .wording import agreed

Object = Mapping[str, object]

WORD = re.compile(rf"\s*(?:[{KANA}{HAN}][^\w\s]*|[^\s{KANA}{HAN}]+)")
"""Each character of kana and Han is taken for a word, as Whisper nearly does."""


def read_transcript(path: str | Path) -> Transcript:
    """Read a saved transcript; its kind is seen from its contents.

    Raises:
        TranscriptionError: the file cannot be read, is not JSON, or is not a transcript; the message says which key.
    """
    document = _load(Path(path))
    try:
        segments = [_segment(item, f"segments[{i}]") for i, item in enumerate(_list(document, "segments", ""))]
        duration = _number(document, "duration", "")
        language, engine = (_text(document, key, "") for key in ("language", "engine"))
    except _ShapeError as exc:
        raise TranscriptionError(
            f"{path}: this is not a transcript: {exc}; give the JSON of mlx_whisper, whisper, WhisperX or transcribe"
        ) from exc
    limit = duration or math.inf
    agreeing = [agreed(segment, _words_in) for segment in _spaced(segments)]
    return build_transcript(agreeing, language=language, engine=engine, duration=limit)


class _ShapeError(Exception):
    """A key is missing, or its value is of the wrong kind."""


def _load(path: Path) -> Object:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as exc:
        raise TranscriptionError(f"{path}: it cannot be read ({exc.strerror}); check the name") from exc
    except UnicodeDecodeError as exc:
        raise TranscriptionError(f"{path}: this is not a transcript in JSON: it is not text in UTF-8") from exc
    except (ValueError, RecursionError) as exc:
        raise TranscriptionError(f"{path}: this is not a transcript in JSON ({exc})") from exc
    if not _is_object(document):
        raise TranscriptionError(f"{path}: this is not a transcript: it is not an object with 'segments'")
    return document


def _segment(item: object, where: str) -> RawSegment:
    if not _is_object(item):
        raise _ShapeError(f"{where} is not an object")
    text = _text(item, "text", where)
    start, end = (_number(item, key, where) for key in ("start", "end"))
    if text is None or start is None or end is None:
        missing = next(key for key in ("text", "start", "end") if item.get(key) is None)
        raise _ShapeError(f"{where}.{missing} is missing")
    words = [_word(word, f"{where}.words[{i}]") for i, word in enumerate(_list(item, "words", where, optional=True))]
    return RawSegment(text, start, end, tuple(words) or tuple(_words_in(text)), item)


def _word(item: object, where: str) -> RawWord:
    if not _is_object(item):
        raise _ShapeError(f"{where} is not an object")
    text = _text(item, "word", where)
    if text is None:
        raise _ShapeError(f"{where}.word is missing")
    probability = _number(item, "probability", where)
    return RawWord(
        text,
        _number(item, "start", where),
        _number(item, "end", where),
        _number(item, "score", where) if probability is None else probability,
        interpolated=item.get("interpolated") is True,
    )


def _words_in(text: str) -> Iterator[RawWord]:
    """Cut a text into words without times, each with the white space in front of it."""
    return (RawWord(match.group()) for match in WORD.finditer(text))


def _spaced(segments: list[RawSegment]) -> list[RawSegment]:
    """Put white space in front of words, and of segments, if no word in the file has any."""
    texts = [word.text for segment in segments for word in segment.words]
    if any(text[:1].isspace() for text in texts):
        return segments
    run_together = any(is_unspaced(segment.text) for segment in segments)
    spaced = any(re.search(r"\S\s+\S", segment.text) for segment in segments)
    lead = "" if run_together and not spaced else " "
    return [_with_spaces(segment, lead) for segment in segments]


def _with_spaces(segment: RawSegment, lead: str) -> RawSegment:
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
        words.append(RawWord(space + bare, word.start, word.end, word.probability, interpolated=word.interpolated))
    return RawSegment(text, segment.start, segment.end, tuple(words), segment.statistics)


def _is_object(value: object) -> TypeGuard[Object]:
    return isinstance(value, dict)


def _list(item: Object, key: str, where: str, *, optional: bool = False) -> list[object]:
    value = item.get(key)
    if value is None and optional:
        return []
    if not isinstance(value, list):
        raise _ShapeError(f"{_path(where, key)} is {'missing' if key not in item else 'not a list'}")
    return value


def _text(item: Object, key: str, where: str) -> str | None:
    value = item.get(key)
    if not (value is None or isinstance(value, str)):
        raise _ShapeError(f"{_path(where, key)} is not text")
    return value


def _number(item: Object, key: str, where: str) -> float | None:
    value = item.get(key)
    if value is None:
        return None
    if not is_number(value):
        raise _ShapeError(f"{_path(where, key)} is {value!r:.20}, not a number")
    return float(value)


def _path(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key

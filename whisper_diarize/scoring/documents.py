"""JSON of several kinds, told apart by its contents.

- An object with `segments`: our own document, WhisperX's, or that of any Whisper with a `speaker` added to segments or
  words. A word without a speaker of its own has its segment's; words without times share the gap between neighbours.
  Our document states its turns, the others' are made of their words.
- A list of segments with `words`, `speaker`, `start_time`, `end_time`: meeteval's SegLST.
- A list of words with `word`, `speaker`, `start`, `end`, as `samples/*.words.json` have them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TypeGuard

from whisper_diarize.errors import AnnotationError
from whisper_diarize.records import Turn
from whisper_diarize.transcription.times import fill, is_number, timed

from .annotation import UNASSIGNED, Annotation, SaidWord, make_annotation
from .nist import one_of, spread

Object = Mapping[str, object]


def read_json(text: str, recording: str | None) -> Annotation:
    """Read JSON of any of the kinds above."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise AnnotationError(f"this is not JSON ({exc})") from exc
    if _is_object(document) and isinstance(document.get("segments"), list):
        return _read_segments(document)
    if isinstance(document, list) and all(_is_object(item) and "words" in item for item in document):
        return _read_seglst(document, recording)
    if isinstance(document, list) and all(_is_object(item) and "word" in item for item in document):
        words = [_said(item, f"[{i}]", item.get("word"), ("start", "end")) for i, item in enumerate(document)]
        return make_annotation(recording or "", words, None)
    raise AnnotationError("this is neither a transcript (an object with 'segments') nor a list of segments or words")


def _read_segments(document: Object) -> Annotation:
    words: list[SaidWord] = []
    for index, segment in enumerate(_objects(document, "segments")):
        words += _words_of(segment, f"segments[{index}]")
    turns = None
    if isinstance(document.get("turns"), list):
        turns = [_turn(item, f"turns[{i}]", ("start", "end")) for i, item in enumerate(_objects(document, "turns"))]
    return make_annotation(str(document.get("name") or ""), words, turns)


def _words_of(segment: Object, where: str) -> Iterator[SaidWord]:
    whole = _turn(segment, where, ("start", "end"))
    items = [item for item in _objects(segment, "words") if str(item.get("word", "")).strip()]
    if not items:
        yield from spread(str(segment.get("text", "")).split(), whole)
        return
    measured = [timed(item.get("start"), item.get("end"), str(item["word"])) for item in items]
    for item, time in zip(items, fill(measured, whole.start, whole.end), strict=True):
        start, end = time.start or 0.0, time.end or 0.0
        yield SaidWord(start, max(start, end), str(item["word"]), _speaker(item, whole.speaker))


def _read_seglst(items: list[Object], recording: str | None) -> Annotation:
    name = one_of(list(dict.fromkeys(str(item.get("session_id", "")) for item in items)), recording)
    mine = [item for item in items if str(item.get("session_id", "")) == name]
    turns = [_turn(item, f"[{index}]", ("start_time", "end_time")) for index, item in enumerate(mine)]
    words = [word for item, turn in zip(mine, turns, strict=True) for word in spread(str(item["words"]).split(), turn)]
    return make_annotation(name, words, [turn for turn in turns if turn.speaker != UNASSIGNED], "segments")


def _said(item: Object, where: str, text: object, keys: tuple[str, str]) -> SaidWord:
    turn = _turn(item, where, keys)
    return SaidWord(turn.start, turn.end, str(text), turn.speaker)


def _turn(item: Object, where: str, keys: tuple[str, str]) -> Turn:
    start, end = (_seconds(item.get(key), f"{where}.{key}") for key in keys)
    try:
        return Turn(start, end, _speaker(item, UNASSIGNED))
    except ValueError as exc:
        raise AnnotationError(f"{where} is {exc}") from exc


def _speaker(item: Object, otherwise: str) -> str:
    """Return the speaker; a `speaker` that is null is UNASSIGNED, one that is not there is `otherwise`."""
    speaker = item.get("speaker", otherwise)
    return UNASSIGNED if speaker is None else str(speaker)


def _seconds(value: object, where: str) -> float:
    try:
        number = float(value) if isinstance(value, str) else value
    except ValueError:
        number = None
    if not is_number(number):
        raise AnnotationError(f"{where} is {value!r:.20}, not a time in seconds")
    return float(number)


def _objects(item: Object, key: str) -> list[Object]:
    found = item.get(key) or []
    if not (isinstance(found, list) and all(map(_is_object, found))):
        raise AnnotationError(f"{key} is not a list of objects")
    return found


def _is_object(value: object) -> TypeGuard[Object]:
    return isinstance(value, dict)

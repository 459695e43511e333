"""Shapes that many dialects share: words in a row, segments as Whisper writes them, speakers that are numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from whisper_diarize.records import Fields, SavedSegment, SavedSpeech, SavedWord, Turn
from whisper_diarize.text import ends_sentence, is_unspaced

PAUSE_SECONDS = 1.0
"""Words of one speaker are one segment if no longer pause lies between them."""

MILLISECONDS = 1000.0


def speaker_of(fields: Fields, *keys: str) -> str | None:
    """Return the speaker by the first of `keys` that is there: text as it is, a number as `SPEAKER_01`.

    An empty text if the value is null, which says that there is none; None if no key is there.
    """
    key = next((key for key in keys if key in fields), None)
    if key is None:
        return None
    value = fields[key]
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return f"SPEAKER_{value:02d}" if value < 10**6 else ""
    return " ".join(fields.text(key).split())


def word_of(fields: Fields) -> SavedWord:
    """Return a word as Whisper and those who follow it write them, in seconds."""
    text = fields.any_text("word", "text", "punctuated_word")
    if text is None:
        raise ValueError(f"{fields.path('word')} is missing")
    return SavedWord(
        text,
        fields.seconds("start"),
        fields.seconds("end"),
        fields.any_number("probability", "score", "confidence"),
        interpolated=fields.get("interpolated") is True,
        speaker=speaker_of(fields, "speaker"),
    )


def segment_of(fields: Fields) -> SavedSegment:
    """Return a segment as Whisper and those who follow it write them, in seconds."""
    words = tuple(word_of(item) for item in fields.objects("words"))
    text = fields.any_text("text")
    if text is None and not words:
        raise ValueError(f"{fields.path('text')} is missing")
    speaker = speaker_of(fields, "speaker")
    return SavedSegment(text or "", fields.seconds("start"), fields.seconds("end"), words, fields, speaker)


def whisper_like(fields: Fields, words: Iterable[SavedWord] = ()) -> SavedSpeech:
    """Return the segments of a document, its language and its engine; `words` stand beside the segments."""
    segments = tuple(segment_of(item) for item in fields.objects("segments"))
    return SavedSpeech(
        segments,
        tuple(words),
        None,
        fields.any_text("language"),
        fields.any_text("engine"),
        fields.any_text("name") or "",
    )


def has_objects(document: object, key: str, *fields: str) -> bool:
    """Return whether `document` is an object in which `key` is a list that begins with an object with all `fields`."""
    if not isinstance(document, dict):
        return False
    items = document.get(key)
    return (
        isinstance(items, list)
        and bool(items)
        and isinstance(items[0], dict)
        and all(name in items[0] for name in fields)
    )


def turn_of(fields: Fields, speaker: str | None, start: float | None, end: float | None) -> Turn | None:
    """Return a turn; None without a speaker.

    Raises:
        ValueError: the times are no span of time.
    """
    if not speaker:
        return None
    if start is None or end is None:
        raise ValueError(f"{fields.path('start' if start is None else 'end')} is missing")
    with fields.blamed():
        return Turn(max(0.0, start), end, speaker)


def grouped(words: Iterable[SavedWord]) -> tuple[SavedSegment, ...]:
    """Return words in a row as segments: cut where the speaker changes, at the ends of sentences and in pauses."""
    return tuple(_segment(group) for group in _groups(words))


def _groups(words: Iterable[SavedWord]) -> Iterator[list[SavedWord]]:
    group: list[SavedWord] = []
    for word in words:
        if group and _is_cut(group[-1], word):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _is_cut(word: SavedWord, following: SavedWord) -> bool:
    if word.speaker != following.speaker or ends_sentence(word.text):
        return True
    if not (isinstance(word.end, float) and isinstance(following.start, float)):
        return False
    return following.start < word.end - PAUSE_SECONDS or following.start > word.end + PAUSE_SECONDS


def _segment(group: Sequence[SavedWord]) -> SavedSegment:
    texts = [word.text for word in group]
    spaced = any(text[:1].isspace() for text in texts) or any(map(is_unspaced, texts))
    text = ("" if spaced else " ").join(texts)
    return SavedSegment(text, group[0].start, group[-1].end, tuple(group), speaker=group[0].speaker)

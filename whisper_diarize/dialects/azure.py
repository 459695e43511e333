"""JSON of Azure Speech: batch (`recognizedPhrases`, ticks of 100 ns) and fast transcription (`phrases`, milliseconds).

Speakers are numbers; several channels without speakers are one each.

Source: Azure Speech documentation, "Get batch transcription results" and "Use the fast transcription API".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from whisper_diarize.records import Fields, SavedFile, SavedSegment, SavedSpeech, SavedWord

from .shapes import MILLISECONDS, has_objects, speaker_of

TICKS = 1e7


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the phrases."""
    if has_objects(file.json, "recognizedPhrases", "nBest"):
        phrases = Fields.of(file.json).objects("recognizedPhrases")
        segments = [_batch(item) for item in phrases if item.objects("nBest")]
    elif has_objects(file.json, "phrases", "offsetMilliseconds"):
        phrases = Fields.of(file.json).objects("phrases")
        segments = [_fast(item) for item in phrases]
    else:
        return None
    locale = phrases[0].any_text("locale")
    language = locale.partition("-")[0].lower() if locale else None
    return SavedSpeech(tuple(_by_channel(segments, phrases)), language=language, engine="Azure Speech")


def _batch(phrase: Fields) -> SavedSegment:
    best = phrase.objects("nBest")[0]
    words = best.objects("displayWords") or best.objects("words")
    said = tuple(_word(word, ("displayText", "word"), _ticks(word)) for word in words)
    text = best.any_text("display", "lexical") or ""
    return SavedSegment(text, *_ticks(phrase), said, speaker=speaker_of(phrase, "speaker"))


def _fast(phrase: Fields) -> SavedSegment:
    words = tuple(_word(word, ("text",), _milliseconds(word)) for word in phrase.objects("words"))
    text, speaker = phrase.text("text"), speaker_of(phrase, "speaker")
    return SavedSegment(text, *_milliseconds(phrase), words, speaker=speaker)


def _word(fields: Fields, keys: tuple[str, ...], times: tuple[float | None, float | None]) -> SavedWord:
    return SavedWord(fields.any_text(*keys) or "", *times, fields.any_number("confidence"))


def _ticks(fields: Fields) -> tuple[float | None, float | None]:
    start = fields.seconds("offsetInTicks", per_second=TICKS)
    return start, _end(start, fields.seconds("durationInTicks", per_second=TICKS))


def _milliseconds(fields: Fields) -> tuple[float | None, float | None]:
    start = fields.seconds("offsetMilliseconds", per_second=MILLISECONDS)
    return start, _end(start, fields.seconds("durationMilliseconds", per_second=MILLISECONDS))


def _end(start: float | None, duration: float | None) -> float | None:
    return None if start is None or duration is None else start + duration


def _by_channel(segments: Iterable[SavedSegment], phrases: Iterable[Fields]) -> list[SavedSegment]:
    """Return the segments; if there are several channels and no speakers, each channel is one."""
    made = list(segments)
    channels = [phrase.any_number("channel") or 0 for phrase in phrases]
    if len(set(channels)) < 2 or any(segment.speaker for segment in made) or len(made) != len(channels):  # noqa: PLR2004
        return made
    pairs = zip(made, channels, strict=True)
    return [replace(segment, speaker=f"CHANNEL_{int(channel):02d}") for segment, channel in pairs]

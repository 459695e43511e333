"""JSON of Deepgram: words in channels, with `punctuated_word`; speakers are numbers, which begin anew in each channel.

With `multichannel` and no speakers, a channel is a speaker.

Source: Deepgram API reference, "Pre-recorded audio".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from whisper_diarize.records import Fields, SavedFile, SavedSegment, SavedSpeech, SavedWord

from .shapes import grouped, has_objects, speaker_of


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the words of each channel."""
    document = file.json
    results = document.get("results") if isinstance(document, dict) else None
    if not has_objects(results, "channels", "alternatives"):
        return None
    channels = Fields.of(results, "results").objects("channels")
    segments = [segment for number, one in enumerate(channels) for segment in _channel(one, number, len(channels))]
    languages = [one.any_text("detected_language") for one in channels]
    return SavedSpeech(tuple(segments), language=languages[0], engine="Deepgram")


def _channel(fields: Fields, number: int, num_channels: int) -> Iterator[SavedSegment]:
    alternatives = fields.objects("alternatives")
    words = [_word(item) for item in alternatives[0].objects("words")] if alternatives else []
    if num_channels > 1:
        words = [replace(word, speaker=_in_channel(word.speaker, number)) for word in words]
    yield from grouped(words)


def _in_channel(speaker: str | None, number: int) -> str:
    return f"CHANNEL_{number:02d}" + (f"_{speaker}" if speaker else "")


def _word(fields: Fields) -> SavedWord:
    text = fields.any_text("punctuated_word", "word")
    if text is None:
        raise ValueError(f"{fields.path('word')} is missing")
    start, end = fields.seconds("start"), fields.seconds("end")
    return SavedWord(text, start, end, fields.any_number("confidence"), speaker=speaker_of(fields, "speaker"))

"""`verbose_json` of the OpenAI API and of the servers that speak it: words stand beside the segments.

With `timestamp_granularities[]` of `word` alone there are no segments; their words have no punctuation, the text has.

Source: openai-python, `types/audio/transcription_verbose.py`.
"""

from __future__ import annotations

from whisper_diarize.records import Fields, SavedFile, SavedSegment, SavedSpeech

from .shapes import grouped, has_objects, whisper_like, word_of
from .wording import agreed


def read(file: SavedFile) -> SavedSpeech | None:
    """Return segments with the words beside them; words alone are a single segment, that of the text."""
    document = file.json
    if not (has_objects(document, "words", "word", "start") or _is_answer(document)):
        return None
    fields = Fields.of(document)
    words = tuple(word_of(item) for item in fields.objects("words"))
    if fields.get("segments"):
        return whisper_like(fields, words)
    text = fields.any_text("text") or " ".join(word.text for word in words)
    end = None if words else fields.seconds("duration")
    whole = SavedSegment(text, None if end is None else 0.0, end, words)
    segments = grouped(agreed(whole).words) if words else (whole,)
    return SavedSpeech(segments, language=fields.any_text("language"))


def _is_answer(document: object) -> bool:
    """Return whether this is an answer without words: there is a task and a duration, as no Whisper writes them."""
    return isinstance(document, dict) and {"task", "duration", "text"} <= document.keys()

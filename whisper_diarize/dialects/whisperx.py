"""JSON of WhisperX: Whisper's, with a `score` for a word, no times for numbers, `speaker`, and `word_segments`.

Source: whisperX, `schema.py` and `diarize.py`.
"""

from __future__ import annotations

from whisper_diarize.records import Fields, SavedFile, SavedSpeech

from .shapes import has_objects, whisper_like, word_of


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the segments; `word_segments` are the words of segments without."""
    if not has_objects(file.json, "segments", "text") or "word_segments" not in file.json:
        return None
    fields = Fields.of(file.json)
    return whisper_like(fields, (word_of(item) for item in fields.objects("word_segments")))

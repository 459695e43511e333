"""JSON of whisper-timestamped: Whisper's, but a word is called `text`, and its probability `confidence`.

Source: whisper-timestamped, README, "Example output".
"""

from __future__ import annotations

from whisper_diarize.records import Fields, SavedFile, SavedSpeech

from .shapes import has_objects, whisper_like


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the segments."""
    if not (has_objects(file.json, "segments", "text") and has_objects(file.json["segments"][0], "words", "text")):
        return None
    return whisper_like(Fields.of(file.json))

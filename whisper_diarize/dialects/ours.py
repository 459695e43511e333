"""Our own JSON: words and speakers as Whisper and WhisperX write them, and the turns. Speakers bear their names."""

from __future__ import annotations

from dataclasses import replace

from whisper_diarize.records import Fields, SavedFile, SavedSpeech, Turn

from . import whisper


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the segments and the turns."""
    document = file.json
    if not isinstance(document, dict) or "schema_version" not in document:
        return None
    speech = whisper.read(file)
    fields = Fields.of(document)
    if speech is None or fields.get("turns") is None:
        return speech
    turns = tuple(Turn(*item.times(), item.text("speaker")) for item in fields.objects("turns"))
    return replace(speech, turns=turns)

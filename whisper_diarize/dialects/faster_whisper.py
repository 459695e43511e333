"""faster-whisper's segments, as programs save them: a list of them, or of them beside its `info`.

Source: faster-whisper, `transcribe.py`, `Segment` and `Word`.
"""

from __future__ import annotations

from whisper_diarize.records import Fields, SavedFile, SavedSpeech

from .shapes import has_objects, whisper_like


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the segments."""
    document = file.json
    if isinstance(document, list):
        document = {"segments": document}
        if not has_objects(document, "segments", "text", "start", "end"):
            return None
        return whisper_like(Fields.of(document, "list"))
    if not (has_objects(document, "segments", "text") and isinstance(document.get("info"), dict)):
        return None
    fields = Fields.of(document)
    return whisper_like(Fields({**fields, "language": fields.object("info").any_text("language")}))

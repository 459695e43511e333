"""JSON of openai-whisper and mlx_whisper, and of all who write as they do; our own is one of them.

An object with `segments`: `start`, `end`, `text`, with word times `words` of `word`, `start`, `end`, `probability`.

Source: openai-whisper, `transcribe.py`.
"""

from __future__ import annotations

from whisper_diarize.records import Fields, SavedFile, SavedSpeech

from .shapes import whisper_like


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the segments of a document; None if it has none."""
    document = file.json
    if not isinstance(document, dict) or "segments" not in document:
        return None
    fields = Fields.of(document)
    if fields["segments"] is None or not isinstance(fields["segments"], list):
        raise ValueError("segments is not a list")
    return whisper_like(fields)

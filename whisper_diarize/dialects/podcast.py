"""The JSON transcript of Podcasting 2.0: `startTime`, `endTime`, `body`, and a speaker where it changes.

Source: podcast-namespace, `transcripts/transcripts.md`.
"""

from __future__ import annotations

from whisper_diarize.records import Fields, SavedFile, SavedSegment, SavedSpeech

from .shapes import has_objects, speaker_of


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the segments."""
    if not has_objects(file.json, "segments", "startTime", "body"):
        return None
    return SavedSpeech(tuple(_segment(item) for item in Fields.of(file.json).objects("segments")))


def _segment(fields: Fields) -> SavedSegment:
    start, end = fields.seconds("startTime"), fields.seconds("endTime")
    return SavedSegment(fields.text("body"), start, end, speaker=speaker_of(fields, "speaker"))

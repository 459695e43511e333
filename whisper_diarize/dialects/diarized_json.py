"""`diarized_json`: the answer of OpenAI's gpt-4o-transcribe-diarize.

Source: openai-python, `types/audio/transcription_diarized.py`.
"""

from __future__ import annotations

from whisper_diarize.records import Fields, SavedFile, SavedSpeech

from .shapes import has_objects, whisper_like

TYPE = "transcript.text.segment"


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the segments, each with its speaker; `unknown`, which we write, is none."""
    if not has_objects(file.json, "segments", "type") or file.json["segments"][0]["type"] != TYPE:
        return None
    return whisper_like(Fields.of(file.json))

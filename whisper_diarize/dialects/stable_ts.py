"""JSON of stable-ts: Whisper's, with the first result kept in `ori_dict`.

Source: stable-ts, `result.py`, `WhisperResult.to_dict`.
"""

from __future__ import annotations

from whisper_diarize.records import Fields, SavedFile, SavedSpeech

from .shapes import whisper_like

KEYS = frozenset({"ori_dict", "nonspeech_sections", "regroup_history"})


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the segments."""
    document = file.json
    if not (isinstance(document, dict) and isinstance(document.get("segments"), list) and KEYS & document.keys()):
        return None
    return whisper_like(Fields.of(document))

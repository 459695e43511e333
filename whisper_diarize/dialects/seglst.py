"""meeteval's SegLST: a list of segments with `session_id`, `speaker`, `start_time`, `end_time` and `words`, a text.

Source: meeteval, `io/seglst.py`.
"""

from __future__ import annotations

from whisper_diarize.records import Fields, SavedFile, SavedSegment, SavedSpeech

from .recordings import one_of
from .shapes import has_objects, speaker_of


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the segments of one session."""
    document = {"list": file.json}
    if not has_objects(document, "list", "words", "start_time"):
        return None
    items = Fields.of(document).objects("list")
    name = one_of([_session(item) for item in items], file.recording)
    return SavedSpeech(tuple(_segment(item) for item in items if _session(item) == name), name=name)


def _session(fields: Fields) -> str:
    return fields.any_text("session_id") or ""


def _segment(fields: Fields) -> SavedSegment:
    start, end = fields.seconds("start_time"), fields.seconds("end_time")
    return SavedSegment(fields.text("words"), start, end, speaker=speaker_of(fields, "speaker"))

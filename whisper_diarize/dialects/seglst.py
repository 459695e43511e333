"""meeteval's SegLST: a list of segments with `session_id`, `speaker`, `start_time`, `end_time` and `words`, a text.

Source: meeteval, `io/seglst.py`.
"""

from __future__ import annotations

from whisper_diarize.records import Fields, SavedFile, SavedSegment, SavedSpeech

from .recordings import one_of
from .shapes import has_objects, speaker_of, turn_of


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the segments of one session."""
    document = {"list": file.json}
    if not has_objects(document, "list", "words", "start_time"):
        return None
    items = Fields.of(document).objects("list")
    name = one_of([_session(item) for item in items], file.recording)
    mine = [item for item in items if _session(item) == name]
    segments = tuple(map(_segment, mine))
    turns = (turn_of(item, one.speaker, *_times(item)) for item, one in zip(mine, segments, strict=True))
    return SavedSpeech(segments, turns=tuple(turn for turn in turns if turn is not None), name=name)


def _session(fields: Fields) -> str:
    return fields.any_text("session_id") or ""


def _segment(fields: Fields) -> SavedSegment:
    return SavedSegment(fields.text("words"), *_times(fields), speaker=speaker_of(fields, "speaker"))


def _times(fields: Fields) -> tuple[float | None, float | None]:
    return fields.seconds("start_time"), fields.seconds("end_time")

"""JSON of pyannoteAI's jobs, of pyannote.audio 4 (`serialize`), and lists of `start`, `end`, `speaker`.

Source: docs.pyannote.ai, "Diarization" schema; pyannote.audio, `DiarizeOutput.serialize`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from whisper_diarize.records import Fields, SavedFile, SavedSegment, SavedSpeech, Turn

from .shapes import grouped, has_objects, segment_of, speaker_of, turn_of, word_of


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the turns, and the words if they were transcribed too."""
    document = file.json
    if isinstance(document, list):
        document = {"diarization": document}
    if isinstance(document, dict) and isinstance(document.get("output"), dict):
        document = document["output"]
    if not has_objects(document, "diarization", "start", "end", "speaker") or _has_text(document["diarization"][0]):
        return None
    fields = Fields.of(document)
    return SavedSpeech(_segments(fields), turns=tuple(_turns(fields.objects("diarization"))))


def _has_text(item: dict[str, object]) -> bool:
    return bool(item.keys() & {"text", "word", "words"})


def _segments(fields: Fields) -> tuple[SavedSegment, ...] | None:
    if words := fields.objects("wordLevelTranscription"):
        return grouped(word_of(item) for item in words)
    said = fields.objects("turnLevelTranscription")
    return tuple(replace(segment_of(item), statistics={}) for item in said) or None


def _turns(items: Iterable[Fields]) -> Iterable[Turn]:
    for item in items:
        turn = turn_of(item, speaker_of(item, "speaker"), item.seconds("start"), item.seconds("end"))
        if turn is not None:
            yield turn

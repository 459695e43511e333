"""JSON of insanely-fast-whisper and of the `transformers` pipeline that it calls: `chunks` with a `timestamp` pair.

With `--timestamp word` a chunk is a word. With a token for pyannote, `speakers` has the same chunks, each with its
speaker. The end of the last chunk may be null.

Source: insanely-fast-whisper, README and `utils/result.py`.
"""

from __future__ import annotations

from whisper_diarize.records import Fields, SavedFile, SavedSegment, SavedSpeech, SavedWord

from .shapes import grouped, has_objects, speaker_of


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the chunks; those with speakers if there are any."""
    document = file.json
    key = next((name for name in ("speakers", "chunks") if has_objects(document, name, "text", "timestamp")), None)
    if key is None:
        return None
    chunks = [_chunk(item) for item in Fields.of(document).objects(key)]
    if any(len(chunk.text.split()) > 1 for chunk in chunks):
        return SavedSpeech(tuple(chunks))
    return SavedSpeech(grouped(SavedWord(one.text, one.start, one.end, speaker=one.speaker) for one in chunks))


def _chunk(fields: Fields) -> SavedSegment:
    times = fields.get("timestamp")
    if not (isinstance(times, list) and len(times) == 2):  # noqa: PLR2004  start and end
        raise ValueError(f"{fields.path('timestamp')} is not a list of two times")
    pair = Fields(dict(zip(("start", "end"), times, strict=True)), fields.path("timestamp"))
    return SavedSegment(
        fields.text("text"), pair.seconds("start"), pair.seconds("end"), speaker=speaker_of(fields, "speaker")
    )

"""JSON of AssemblyAI: `words` and `utterances` in milliseconds; speakers are `A`, `B` ...

Source: AssemblyAI API reference, "Get transcript".
"""

from __future__ import annotations

from collections.abc import Iterable

from whisper_diarize.records import Fields, SavedFile, SavedSegment, SavedSpeech, SavedWord

from .shapes import MILLISECONDS, grouped, has_objects, speaker_of

KEYS = frozenset({"utterances", "audio_duration", "acoustic_model", "audio_url", "speech_model"})


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the utterances; without any, the words."""
    document = file.json
    if not (
        isinstance(document, dict)
        and KEYS & document.keys()
        and any(has_objects(document, key, "text", "start", "end") for key in ("words", "utterances"))
    ):
        return None
    fields = Fields.of(document)
    said = fields.objects("utterances")
    segments = tuple(map(_utterance, said)) if said else grouped(_words(fields.objects("words")))
    return SavedSpeech(segments, language=fields.any_text("language_code"), engine="AssemblyAI")


def _utterance(fields: Fields) -> SavedSegment:
    words = tuple(_words(fields.objects("words")))
    return SavedSegment(fields.text("text"), *_times(fields), words, speaker=speaker_of(fields, "speaker"))


def _words(items: Iterable[Fields]) -> Iterable[SavedWord]:
    for item in items:
        confidence = item.any_number("confidence")
        yield SavedWord(item.text("text"), *_times(item), confidence, speaker=speaker_of(item, "speaker"))


def _times(fields: Fields) -> tuple[float | None, float | None]:
    return fields.seconds("start", per_second=MILLISECONDS), fields.seconds("end", per_second=MILLISECONDS)

"""Lists of words: `word`, `start`, `end`, and `speaker` where it is known, as `samples/*.words.json` have them."""

from __future__ import annotations

from whisper_diarize.records import Fields, SavedFile, SavedSpeech

from .shapes import grouped, has_objects, word_of


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the words as segments."""
    document = {"list": file.json}
    if not (has_objects(document, "list", "word", "start")):
        return None
    return SavedSpeech(grouped(word_of(item) for item in Fields.of(document).objects("list")))

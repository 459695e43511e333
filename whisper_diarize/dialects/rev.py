"""JSON of Rev AI: monologues of elements, words (`text`) and what stands between them (`punct`).

Source: Rev AI documentation, "Transcript object model".
"""

from __future__ import annotations

from collections.abc import Iterator

from whisper_diarize.records import Fields, SavedFile, SavedSegment, SavedSpeech, SavedWord

from .shapes import has_objects, speaker_of


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the monologues."""
    if not has_objects(file.json, "monologues", "elements"):
        return None
    fields = Fields.of(file.json)
    names = {item.get("id"): item.any_text("name") for item in fields.objects("speakers")}
    segments = tuple(_monologue(item, names) for item in fields.objects("monologues"))
    return SavedSpeech(segments, language=fields.any_text("language"), engine="Rev AI")


def _monologue(fields: Fields, names: dict[object, str | None]) -> SavedSegment:
    words = tuple(_words(fields.objects("elements")))
    speaker = fields.get("speaker")
    name = names.get(speaker) if isinstance(speaker, (int, str)) else None
    text = "".join(word.text for word in words)
    start, end = (words[0].start, words[-1].end) if words else (None, None)
    return SavedSegment(text, start, end, words, speaker=name or speaker_of(fields, "speaker"))


def _words(elements: tuple[Fields, ...]) -> Iterator[SavedWord]:
    """Yield words with the marks around them: white space belongs to the word that follows, other marks do not."""
    word: SavedWord | None = None
    space = ""
    for element in elements:
        text = element.any_text("value") or ""
        if element.get("type") == "text":
            if word is not None:
                yield word
            times = element.seconds("ts"), element.seconds("end_ts")
            word = SavedWord(space + text, *times, element.any_number("confidence"))
            space = ""
            continue
        mark = text.rstrip()
        space = text[len(mark) :]
        if word is None:
            space = text
        elif mark:
            word = SavedWord(word.text + mark, word.start, word.end, word.probability)
    if word is not None:
        yield word

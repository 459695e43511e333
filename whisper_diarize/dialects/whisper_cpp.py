"""JSON of whisper.cpp: `--output-json`, and `--output-json-full`, which has tokens; times are milliseconds.

Tokens are parts of words: one that begins with white space begins a word. With `--diarize` (stereo) a segment has a
`speaker`, a channel, or `?`.

Source: whisper.cpp, `examples/cli/cli.cpp`, `output_json`.
"""

from __future__ import annotations

from collections.abc import Iterator

from whisper_diarize.records import Fields, SavedFile, SavedSegment, SavedSpeech, SavedWord

from .shapes import MILLISECONDS, has_objects

UNKNOWN = "?"


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the segments."""
    if not has_objects(file.json, "transcription", "text"):
        return None
    fields = Fields.of(file.json)
    segments = tuple(map(_segment, fields.objects("transcription")))
    model = fields.object("model").any_text("type")
    language = fields.object("result").any_text("language")
    return SavedSpeech(segments, language=language, engine=f"whisper.cpp {model}" if model else "whisper.cpp")


def _segment(fields: Fields) -> SavedSegment:
    start, end = _times(fields)
    speaker = fields.any_text("speaker")
    named = None if speaker in (None, UNKNOWN) else f"SPEAKER_{speaker:0>2}" if speaker.isdigit() else speaker
    return SavedSegment(fields.text("text"), start, end, tuple(_words(fields.objects("tokens"))), speaker=named)


def _words(tokens: tuple[Fields, ...]) -> Iterator[SavedWord]:
    """Join tokens to words."""
    word: SavedWord | None = None
    for token in tokens:
        text = token.text("text")
        if text.startswith(("[_", "<|")):  # it is no text: a time stamp, a language
            continue
        start, end = _times(token)
        probability = token.any_number("p")
        if word is None or text[:1].isspace():
            if word is not None:
                yield word
            word = SavedWord(text, start, end, probability)
        else:
            least = min((p for p in (word.probability, probability) if isinstance(p, float)), default=None)
            word = SavedWord(word.text + text, word.start, end, least)
    if word is not None:
        yield word


def _times(fields: Fields) -> tuple[float | None, float | None]:
    offsets = fields.object("offsets")
    return offsets.seconds("from", per_second=MILLISECONDS), offsets.seconds("to", per_second=MILLISECONDS)

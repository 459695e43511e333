"""JSON of Google Cloud Speech-to-Text, v1 and v2: times are text such as `1.200s`.

With diarization, the last result of v1 repeats all words, with their speakers. A result without word times lasts from
the end of the one before to its own.

Source: Cloud Speech-to-Text reference, `SpeechRecognitionResult` and `WordInfo` of v1 and v2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from whisper_diarize.records import Fields, SavedFile, SavedSegment, SavedSpeech, SavedWord

from .shapes import grouped, has_objects

TIMES = ("startTime", "startOffset", "start_time", "start_offset"), ("endTime", "endOffset", "end_time", "end_offset")
RESULT_END = ("resultEndTime", "resultEndOffset", "result_end_time", "result_end_offset")
SPEAKER = ("speakerLabel", "speaker_label", "speakerTag", "speaker_tag")
NANOSECONDS = 1e9


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the results, whichever answer they are wrapped in."""
    document = file.json
    for key in ("response", "transcript", "inlineResult"):
        if isinstance(document, dict) and isinstance(document.get(key), Mapping):
            document = document[key]
    if not has_objects(document, "results", "alternatives"):
        return None
    results = Fields.of(document).objects("results")
    languages = [one.any_text("languageCode", "language_code") for one in results]
    return SavedSpeech(_segments(results), language=_language(languages[0]), engine="Google Speech-to-Text")


def _segments(results: Sequence[Fields]) -> tuple[SavedSegment, ...]:
    told = _best(results[-1])
    if told is not None and any(word.speaker for word in _words(told)) and len(results) > 1:
        before = [word for one in results[:-1] for best in [_best(one)] if best is not None for word in _words(best)]
        if len(_words(told)) >= len(before):
            return grouped(_words(told))
    segments: list[SavedSegment] = []
    reached = 0.0
    for one in results:
        best = _best(one)
        if best is None:
            continue
        words = _words(best)
        end = _time(one, RESULT_END)
        if words:
            segments += grouped(words)
        elif text := best.any_text("transcript"):
            segments.append(SavedSegment(text, reached if end is not None else None, end))
        reached = end if end is not None else reached
    return tuple(segments)


def _best(result: Fields) -> Fields | None:
    alternatives = result.objects("alternatives")
    return alternatives[0] if alternatives else None


def _words(best: Fields) -> list[SavedWord]:
    return [_word(item) for item in best.objects("words")]


def _word(fields: Fields) -> SavedWord:
    start, end = (_time(fields, keys) for keys in TIMES)
    confidence = fields.any_number("confidence") or None  # 0 stands for unknown
    # 0 is not written where a field has its default
    return SavedWord(
        fields.text("word"), start if start is not None else 0.0, end, confidence, speaker=_speaker(fields)
    )


def _speaker(fields: Fields) -> str | None:
    key = next((name for name in SPEAKER if fields.get(name)), None)
    if key is None:
        return None
    label = str(fields[key]) if isinstance(fields[key], int) else fields.text(key)
    return f"SPEAKER_{label:0>2}" if label.isdigit() else label


def _time(fields: Fields, keys: Sequence[str]) -> float | None:
    """Return a time as protocol buffers write it in JSON: `1.200s`, or an object with seconds and nanos."""
    key = next((name for name in keys if fields.get(name) is not None), None)
    if key is None:
        return None
    if isinstance(fields[key], Mapping):
        parts = fields.object(key)
        return (parts.seconds("seconds") or 0.0) + (parts.seconds("nanos", per_second=NANOSECONDS) or 0.0)
    text = fields[key]
    return Fields({key: text.removesuffix("s") if isinstance(text, str) else text}, fields.path(key)).seconds(key)


def _language(code: str | None) -> str | None:
    return code.partition("-")[0].lower() if code else None

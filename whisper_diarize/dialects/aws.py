"""JSON of Amazon Transcribe: `items`, words and punctuation, whose times and confidences are text.

Speakers (`spk_0`) stand in the items, or in `speaker_labels` by the time at which a word begins; with channels
identified, a channel is a speaker.

Source: Amazon Transcribe developer guide, "Data input and output", "Example diarization output (batch)".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from whisper_diarize.records import Fields, SavedFile, SavedSpeech, SavedWord

from .shapes import grouped, has_objects


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the items as segments."""
    document = file.json
    results = document.get("results") if isinstance(document, dict) else None
    if not has_objects(results, "items", "alternatives"):
        return None
    fields = Fields.of(results, "results")
    words = _words(fields.objects("items"), _speakers(fields))
    return SavedSpeech(grouped(words), language=fields.any_text("language_code"), engine="Amazon Transcribe")


def _speakers(fields: Fields) -> Mapping[float | None, str]:
    """Return the speakers by the time at which their words begin."""
    labels, channels = fields.object("speaker_labels"), fields.object("channel_labels")
    by_speaker = ((item, one) for one in labels.objects("segments") for item in one.objects("items"))
    by_channel = ((item, one) for one in channels.objects("channels") for item in one.objects("items"))
    found = {item.seconds("start_time"): one.text("channel_label") for item, one in by_channel}
    return found | {item.seconds("start_time"): one.text("speaker_label") for item, one in by_speaker}


def _words(items: Iterable[Fields], speakers: Mapping[float | None, str]) -> list[SavedWord]:
    words: list[SavedWord] = []
    for item in items:
        best = item.objects("alternatives")
        text = best[0].text("content") if best else ""
        if item.get("type") == "punctuation":
            if words:
                words[-1] = replace(words[-1], text=words[-1].text + text)
            continue
        start = item.seconds("start_time")
        speaker = item.any_text("speaker_label", "channel_label") or speakers.get(start)
        confidence = best[0].any_number("confidence") if best else None
        words.append(SavedWord(text, start, item.seconds("end_time"), confidence, speaker=speaker))
    return words

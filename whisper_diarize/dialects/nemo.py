"""Files of NVIDIA NeMo: JSON of diarization with words, and the lines of its diarizers (`0.00 1.20 speaker_0`).

Its RTTM is read as any other.

Source: NeMo, `diarization_utils.py` (`OfflineDiarWithASR`) and the model card of Sortformer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from whisper_diarize.records import Fields, SavedFile, SavedSpeech, SavedWord, Turn

from .shapes import grouped, has_objects, speaker_of, turn_of

LINE = re.compile(r"\s*(\d+(?:\.\d+)?)\s+(\d+(?:\.\d+)?)\s+(\S+)\s*")


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the words with their speakers, or the turns of lines."""
    document = file.json
    if has_objects(document, "words", "word", "start_time"):
        return SavedSpeech(grouped(_word(item) for item in Fields.of(document).objects("words")), engine="NeMo")
    if isinstance(document, list):
        lines = [line for item in document for line in (item if isinstance(item, list) else [item])]
    else:
        lines = [line for line in file.text.splitlines() if line.strip() and not line.startswith(";;")]
    if not lines or not all(isinstance(line, str) and LINE.fullmatch(line) for line in lines):
        return None
    return SavedSpeech(turns=tuple(_turns(lines)))


def _word(fields: Fields) -> SavedWord:
    start, end = fields.seconds("start_time"), fields.seconds("end_time")
    return SavedWord(fields.text("word"), start, end, speaker=speaker_of(fields, "speaker_label", "speaker"))


def _turns(lines: Iterable[str]) -> Iterable[Turn]:
    for number, line in enumerate(lines, start=1):
        start, end, speaker = line.split()
        fields = Fields({"start": start, "end": end}, f"line {number}")
        turn = turn_of(fields, speaker, fields.seconds("start"), fields.seconds("end"))
        if turn is not None:
            yield turn

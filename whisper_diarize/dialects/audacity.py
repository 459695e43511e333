"""Audacity's label tracks: start, end and label, parted by tabs. `Ann: yes` is speech, a label without a colon a turn.

Source: Audacity manual, "Importing and Exporting Labels"; lines that begin with a backslash are frequencies.
"""

from __future__ import annotations

import re

from whisper_diarize.records import Fields, SavedFile, SavedSegment, SavedSpeech

from .names import prefixed
from .shapes import turn_of

LINE = re.compile(r"\s*(-?\d+(?:[.,]\d+)?)\t(-?\d+(?:[.,]\d+)?)(?:\t(.*))?")


def read(file: SavedFile) -> SavedSpeech | None:
    """Return labels as segments if any has a name and a text, else as turns; a label as text stays a segment, too."""
    lines = [line for line in file.text.splitlines() if line.strip() and not line.startswith("\\")]
    matches = [LINE.fullmatch(line) for line in lines]
    if not lines or not all(matches):
        return None
    labels = [_label(match, number) for number, match in enumerate(matches, start=1) if match is not None]
    segments = tuple(
        SavedSegment(text, start, end, speaker=name) for name, text, start, end, _ in labels if text.strip()
    )
    if any(name is not None for name, *_ in labels):
        return SavedSpeech(segments)
    turns = (turn_of(fields, " ".join(text.split()), start, end) for _, text, start, end, fields in labels)
    return SavedSpeech(segments, turns=tuple(turn for turn in turns if turn is not None))


def _label(match: re.Match[str], number: int) -> tuple[str | None, str, float | None, float | None, Fields]:
    start, end, label = match.groups()
    fields = Fields({"start": start.replace(",", "."), "end": end.replace(",", ".")}, f"line {number}")
    name, text = prefixed(label or "")
    if not text.strip():
        name, text = None, label or ""
    return name, text, fields.seconds("start"), fields.seconds("end"), fields

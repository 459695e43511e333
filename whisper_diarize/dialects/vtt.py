"""WebVTT: voice tags (`<v Ann>`) or names in front of lines are speakers; time stamps in a cue are those of words.

A voice holds until the next one. Lines that captions which roll up show twice are read once.

Source: W3C WebVTT, "WebVTT file body" and "cue text".
"""

from __future__ import annotations

import re

from whisper_diarize.records import SavedFile, SavedSpeech

from .cues import cues_of, segments_of

LANGUAGE = re.compile(r"^Language:\s*([A-Za-z]{2,3})", re.MULTILINE)


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the cues as segments."""
    if not re.match(r"WEBVTT(\s|$)", file.text.lstrip()):
        return None
    header = re.split(r"\n\s*\n", file.text.replace("\r\n", "\n"), maxsplit=1)[0]
    language = LANGUAGE.search(header)
    return SavedSpeech(segments_of(tuple(cues_of(file.text))), language=language[1].lower() if language else None)

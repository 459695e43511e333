r"""SubRip: numbered cues with times; names in front of lines are speakers, and a cue without has the one before.

There is no standard; tags of HTML and `{\an8}` are left out. Captions that underline one word after the other have
word times.
"""

from __future__ import annotations

from whisper_diarize.records import SavedFile, SavedSpeech

from .cues import cues_of, segments_of


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the cues as segments."""
    if "-->" not in file.text or file.text.lstrip().startswith(("{", "[", "<")):
        return None
    cues = tuple(cues_of(file.text))
    return SavedSpeech(segments_of(cues)) if cues else None

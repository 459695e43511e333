"""The length of a recording by its header, before it is decoded."""

from __future__ import annotations

from pathlib import Path

from whisper_diarize.errors import AudioError

from . import pyav_reader, soundfile_reader


def probable_seconds(path: Path) -> float | None:
    """Return the length in seconds that the header of a recording tells, or FFmpeg estimates; None if neither does."""
    try:
        if soundfile_reader.recognises(path):
            return soundfile_reader.seconds(path)
        return pyav_reader.seconds(path)
    except (OSError, AudioError):
        return None

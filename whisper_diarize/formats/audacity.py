"""Audacity's label track: start and end in seconds and a label, parted by tabs; File, Import, Labels reads it.

Source: Audacity manual, "Importing and Exporting Labels". A line cannot be quoted; white space in a text is a space.
"""

from __future__ import annotations

from whisper_diarize.records import AttributedTranscript

from .cues import cues
from .nist import seconds_field


class Audacity:
    """A label for each segment, in an audio editor."""

    extension = "labels.txt"

    def render(self, transcript: AttributedTranscript) -> str:
        """Return a line for each segment that has text, `Name: text`; silence is an empty file."""
        return "".join(
            f"{seconds_field(cue.start)}\t{seconds_field(cue.end)}\t"
            f"{f'{cue.speaker}: ' if cue.speaker else ''}{' '.join(cue.lines)}\n"
            for cue in cues(transcript)
        )

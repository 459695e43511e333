"""Tab-separated values: Whisper's `start`, `end` (whole milliseconds) and `text`, and `speaker` after them.

As in Whisper's, nothing is quoted: read it with quoting off. A tab or line break in a text or name is a space.
"""

from __future__ import annotations

from whisper_diarize.records import AttributedTranscript

from .cues import cues


class Tsv:
    """A table with a row per segment, for scripts and spreadsheets."""

    extension = "tsv"

    def render(self, transcript: AttributedTranscript) -> str:
        """Return the table; silence is a table with a header only. An unknown speaker is an empty cell."""
        rows = (f"{cue.start}\t{cue.end}\t{' '.join(cue.lines)}\t{cue.speaker or ''}\n" for cue in cues(transcript))
        return "start\tend\ttext\tspeaker\n" + "".join(rows)

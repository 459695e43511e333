"""STM, NIST's segments with their text: the form of references for `sclite` and meeteval.

`<recording> <channel> <speaker> <start> <end> word word ...`

Source: sctk, doc/infmts.htm. The optional label is left out: meeteval takes it for a word.
"""

from __future__ import annotations

from whisper_diarize.records import AttributedTranscript

from .cues import cues
from .nist import channel_field, name_field, seconds_field, word_field

_NOBODY = "unknown"


class Stm:
    """Segments for scoring tools."""

    extension = "stm"

    def render(self, transcript: AttributedTranscript) -> str:
        """Return a line for each segment that has text; silence is an empty file."""
        recording = name_field(transcript.name)
        return "".join(
            f"{recording} {channel_field(cue.channel)} {name_field(cue.speaker or _NOBODY)} {seconds_field(cue.start)} {seconds_field(cue.end)} "
            f"{' '.join(map(word_field, ' '.join(cue.lines).split()))}\n"
            for cue in cues(transcript)
        )

"""STM, NIST's segments with their text: the form of references for `sclite` and meeteval.

`<recording> <channel> <speaker> <start> <end> word word ...`

Source: sctk, doc/infmts.htm. The optional label is left out: meeteval takes it for a word.
"""

from __future__ import annotations

from whisper_diarize.records import AttributedTranscript

from .cues import Cue, cues
from .nist import channel_field, name_field, seconds_field, word_field

_NOBODY = "unknown"


class Stm:
    """Segments for scoring tools."""

    extension = "stm"

    def render(self, transcript: AttributedTranscript) -> str:
        """Return a line for each segment that has text; silence is an empty file."""
        recording = name_field(transcript.name)
        return "".join(_line(recording, cue) for cue in cues(transcript))


def _line(recording: str, cue: Cue) -> str:
    speaker = name_field(cue.speaker or _NOBODY)
    words = [word_field(word) for word in " ".join(cue.lines).split()]
    times = (seconds_field(cue.start), seconds_field(cue.end))
    return f"{' '.join([recording, channel_field(cue.channel), speaker, *times, *words])}\n"

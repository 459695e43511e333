"""Plain text: a paragraph `Name: text` for each speaker in turn; without speakers, a line a segment as Whisper does."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from whisper_diarize.records import AttributedTranscript

from .cleaning import one_line
from .names import shown_names


class Txt:
    """Text to read."""

    extension = "txt"

    def render(self, transcript: AttributedTranscript) -> str:
        """Return the text; silence is an empty file."""
        if all(segment.speaker is None for segment in transcript.segments):
            lines = (one_line(segment.text) for segment in transcript.segments)
            return "".join(f"{line}\n" for line in lines if line)
        return "\n".join(f"{paragraph}\n" for paragraph in _paragraphs(transcript))


def _paragraphs(transcript: AttributedTranscript) -> list[str]:
    """Return `Name: text` for each run of segments with one name.

    Texts are joined as they are: they bring the space in front of them, in languages that write one.
    """
    names = shown_names(transcript)
    named = ((names[segment.speaker], segment.segment.text) for segment in transcript.segments)
    said = ((name, text) for name, text in named if one_line(text))
    runs = ((name, one_line("".join(text for _, text in run))) for name, run in groupby(said, key=itemgetter(0)))
    return [f"{name}: {text}" if name else text for name, text in runs]

"""SubRip subtitles: `Name: text`, the name where the speaker changes.

There is no standard for speakers in SRT; a name and a colon is what players and people read. SRT has no escapes either,
so what would be an arrow, a tag or a cue of its own is broken up in a way that does not show.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from whisper_diarize.records import AttributedTranscript

from .cues import clock, cues
from .labels import SpeakerLabels, check_speaker_labels, labelled

_WORD_JOINER = "\u2060"
_ARROW = re.compile(r"--+>")
# what players take for a tag: <i>, </b>, {\an8}, {y:i}
_TAG = re.compile(r"<(?=[/A-Za-z!?])|\{(?=\\|[A-Za-z]:)")
_TIMES = re.compile(r"\n(?=\d+[^\w\s]\d+[^\w\s]\d+)")


@dataclass(frozen=True, slots=True)
class SrtOptions:
    """`speaker_labels`: when a cue shows the name.

    Raises:
        OptionError: it is not one of the known values.
    """

    speaker_labels: SpeakerLabels = "change"

    def __post_init__(self) -> None:
        check_speaker_labels(self.speaker_labels)


class Srt:
    """Subtitles for players and editors."""

    extension = "srt"

    def __init__(self, options: SrtOptions | None = None) -> None:
        self.options = options or SrtOptions()

    def render(self, transcript: AttributedTranscript) -> str:
        """Return the subtitles; nothing said is an empty file."""
        rows = labelled(cues(transcript), self.options.speaker_labels)
        return "".join(
            f"{number}\n{clock(cue.start, ',')} --> {clock(cue.end, ',')}\n{_neutral(lines)}\n\n"
            for number, (cue, lines) in enumerate(rows, start=1)
        )


def _neutral(lines: tuple[str, ...]) -> str:
    """Return the lines of a cue in which nothing is a tag, an arrow, or the start of a cue."""
    text = _TAG.sub(lambda tag: tag[0] + _WORD_JOINER, "\n".join(lines))
    return _TIMES.sub(" ", _ARROW.sub("->", text))

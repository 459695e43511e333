"""SubRip subtitles: `Name: text`, the name where the speaker changes.

There is no standard for speakers in SRT; a name and a colon is what players and people read. SRT has no escapes either,
so what would be an arrow, a tag or a cue of its own is broken up in a way that does not show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from whisper_diarize.records import AttributedTranscript

from .cues import clock
from .subtitles import SubtitleOptions, TimedText, highlighted, subtitle_cues

_WORD_JOINER = "\u2060"
_ARROW = re.compile(r"--+>")
# what players take for a tag: <i>, </b>, {\an8}, {y:i}
_TAG = re.compile(r"<(?=[/A-Za-z!?])|\{(?=\\|[A-Za-z]:)")
# two of these on a line are a cue to some readers, whatever stands between them
_CLOCK = re.compile(r"(?<=\d:)(?=\d{1,2}:\d{1,2}[.,]\d)")
_TIMES = re.compile(r"\n(?=\d+[^\w\s]\d+[^\w\s]\d+)")


@dataclass(frozen=True, slots=True)
class SrtOptions(SubtitleOptions):
    """Options of all subtitles."""


class Srt:
    """Subtitles for players and editors."""

    extension = "srt"

    def __init__(self, options: SrtOptions | None = None) -> None:
        self.options = options or SrtOptions()

    def render(self, transcript: AttributedTranscript) -> str:
        """Return the subtitles; silence is an empty file."""
        cues = subtitle_cues(transcript, self.options, with_words=self.options.highlight_words)
        frames = (frame for cue in cues for frame in _frames(cue))
        return "".join(
            f"{number}\n{clock(start, ',')} --> {clock(end, ',')}\n{text}\n\n"
            for number, (start, end, text) in enumerate(frames, start=1)
        )


def _frames(cue: TimedText) -> Iterator[tuple[int, int, str]]:
    if not cue.words:
        yield cue.start, cue.end, _untimed(_untagged("\n".join(cue.full_lines)))
        return
    for start, end, lines in highlighted(cue, plain=_untagged, underlined=lambda word: f"<u>{_untagged(word)}</u>"):
        yield start, end, _untimed("\n".join(lines))


def _untagged(text: str) -> str:
    """Return text without tags."""
    return _TAG.sub(lambda tag: tag[0] + _WORD_JOINER, text)


def _untimed(text: str) -> str:
    """Return the lines of a cue without arrows or starts of cues."""
    return _CLOCK.sub(_WORD_JOINER, _TIMES.sub(" ", _ARROW.sub("->", text)))

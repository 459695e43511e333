"""Markdown: a paragraph for each speaker in turn, under the name and the time.

Source: CommonMark 0.31, "Backslash escapes": whatever could be markup is escaped.
"""

from __future__ import annotations

import re

from whisper_diarize.records import AttributedTranscript

from .cleaning import clean_name
from .cues import clock
from .paragraphs import Paragraph, paragraphs

_MARKUP = re.compile(r"[\\`*_\[\]<>&#~$|]")
# what makes a list, a rule or a heading at the start of a line
_START = re.compile(r"^([-+=:]|\d+(?=[.)]))")


class Markdown:
    """Text to read, for notes and wikis."""

    extension = "md"

    def render(self, transcript: AttributedTranscript) -> str:
        """Return the text; silence is a heading only."""
        heading = f"# {_escaped(clean_name(transcript.name)) or 'audio'}\n"
        return heading + "".join(_written(item) for item in paragraphs(transcript))


def _written(item: Paragraph) -> str:
    notes = "".join(
        f"\n> “{_escaped(words)}”{f': {_escaped(text)}' if text else ''}\n" for words, text in item.comments
    )
    return f"\n{_heading(item)}\n\n{_escaped(item.text)}\n{notes}"


def _heading(item: Paragraph) -> str:
    time = clock(item.start, ".").partition(".")[0]
    return f"**{_escaped(item.speaker)}** {time}" if item.speaker and not item.continued else time


def _escaped(text: str) -> str:
    return _START.sub(_escaped_start, _MARKUP.sub(r"\\\g<0>", text))


def _escaped_start(found: re.Match[str]) -> str:
    """Escape the mark: in front of it, or after the number."""
    return f"{found[0]}\\" if found[0][0].isdigit() else f"\\{found[0]}"

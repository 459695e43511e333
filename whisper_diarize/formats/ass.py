"""Advanced SubStation Alpha: subtitles with a colour for each speaker.

Source: "SubStation Alpha v4.00+ Script Format" (Matroska's copy) and libass, which most players use. Times have
hundredths of a second. A field ends at a comma, so names have none; braces are overrides and there is no escape that
all players know, so they become parentheses; a backslash is kept from making an escape of what follows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from whisper_diarize.records import AttributedTranscript

from .cleaning import clean_name
from .colours import colours_of
from .subtitles import SubtitleOptions, TimedText, highlighted, subtitle_cues

_WORD_JOINER = "\u2060"
_TEXT = str.maketrans({"{": "(", "}": ")", "\\": "\\" + _WORD_JOINER})
_FIELD = str.maketrans({",": ";"})
_NOBODY = "Default"

_HEADER = """\
[Script Info]
Title: {title}
ScriptType: v4.00+
PlayResX: 1920
PlayResY: 1080
WrapStyle: 0
ScaledBorderAndShadow: yes

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
{styles}
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
_STYLE = "Style: {name},Arial,60,&H00{colour},&H00FFFFFF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,3,1,2,60,60,50,1\n"


@dataclass(frozen=True, slots=True)
class AssOptions(SubtitleOptions):
    """Options of all subtitles."""


class Ass:
    """Coloured subtitles for players and editors."""

    extension = "ass"

    def __init__(self, options: AssOptions | None = None) -> None:
        self.options = options or AssOptions()

    def render(self, transcript: AttributedTranscript) -> str:
        """Return the subtitles; silence is a file without events."""
        colours = colours_of(transcript)
        styles = {label: f"Speaker {number}" for number, label in enumerate(colours, start=1)}
        rows = [(_NOBODY, "FFFFFF"), *zip(styles.values(), colours.values(), strict=True)]
        header = _HEADER.format(
            title=clean_name(transcript.name),
            styles="".join(_STYLE.format(name=name, colour=_blue_first(colour)) for name, colour in rows),
        )
        cues = subtitle_cues(transcript, self.options, with_words=self.options.highlight_words)
        return header + "".join(
            f"Dialogue: 0,{_clock(start)},{_clock(end)},{styles.get(cue.label, _NOBODY)},{_field(cue.speaker)},0,0,0,,"
            f"{text}\n"
            for cue in cues
            for start, end, text in _frames(cue)
        )


def _frames(cue: TimedText) -> Iterator[tuple[int, int, str]]:
    for start, end, lines in highlighted(
        cue, plain=_escaped, underlined=lambda word: f"{{\\u1}}{_escaped(word)}{{\\u0}}"
    ):
        if start // 10 < end // 10:
            yield start, end, "\\N".join(lines)


def _escaped(text: str) -> str:
    return text.translate(_TEXT)


def _field(name: str | None) -> str:
    return (name or "").translate(_FIELD)


def _blue_first(colour: str) -> str:
    """Return RRGGBB as BBGGRR."""
    return colour[4:] + colour[2:4] + colour[:2]


def _clock(time: int) -> str:
    """Return milliseconds as H:MM:SS.cc, rounded down.

    >>> _clock(3_723_009)
    '1:02:03.00'
    """
    minutes, rest = divmod(time // 10, 6000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest // 100:02d}.{rest % 100:02d}"

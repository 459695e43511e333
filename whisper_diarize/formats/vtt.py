"""WebVTT: a voice tag, `<v Name>`, on every cue.

Source: W3C WebVTT, "WebVTT cue text", "voice span", "timestamp" and "style block": the name may hold no line break, `&`
or `>`, and must not be blank; text may hold no `&`, `<` or `-->`; times within a cue increase and lie inside it.
Browsers do not show voices; `speaker_labels` writes names into the text too. Times always have hours, as some readers
want them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from whisper_diarize.records import AttributedTranscript

from .colours import colours_of
from .cues import clock
from .subtitles import SpeakerLabels, SubtitleOptions, TimedText, highlighted, subtitle_cues

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True, slots=True)
class VttOptions(SubtitleOptions):
    """Options of all subtitles, and two of WebVTT; names are not written into the text unless asked for.

    Attributes:
        word_timestamps: say in the cue when each word begins, for karaoke.
        colors: a colour for each speaker, as a class of the voice tag and a style sheet.
    """

    speaker_labels: SpeakerLabels = "never"
    word_timestamps: bool = False
    colors: bool = False


class Vtt:
    """Captions for the web and for podcasts."""

    extension = "vtt"

    def __init__(self, options: VttOptions | None = None) -> None:
        self.options = options or VttOptions()

    def render(self, transcript: AttributedTranscript) -> str:
        """Return the captions; silence is a file with a header only."""
        options = self.options
        cues = subtitle_cues(transcript, options, with_words=options.highlight_words or options.word_timestamps)
        colours = colours_of(transcript) if options.colors else {}
        classes = {label: f".speaker{number}" for number, label in enumerate(colours, start=1)}
        blocks = (
            f"{clock(start, '.')} --> {clock(end, '.')}\n{_voiced(cue.speaker, classes.get(cue.label, ''), text)}\n\n"
            for cue in cues
            for start, end, text in self._frames(cue)
        )
        return "WEBVTT\n\n" + _style(zip(classes.values(), colours.values(), strict=True)) + "".join(blocks)

    def _frames(self, cue: TimedText) -> Iterator[tuple[int, int, str]]:
        if self.options.highlight_words and cue.words:
            for start, end, lines in highlighted(
                cue, plain=_escaped, underlined=lambda word: f"<u>{_escaped(word)}</u>"
            ):
                yield start, end, "\n".join(lines)
        elif self.options.word_timestamps and cue.words:
            yield cue.start, cue.end, _stamped(cue)
        else:
            yield cue.start, cue.end, _escaped("\n".join(cue.full_lines))


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _stamped(cue: TimedText) -> str:
    """Return the text of a cue with the time of each word in front of it, where that is later than the one before."""
    lines = []
    latest = cue.start
    for prefix, words in zip(cue.prefixes, cue.words, strict=True):
        parts = [_escaped(prefix)]
        for text, start, _ in words:
            if latest < start < cue.end:
                parts.append(f"<{clock(start, '.')}>")
                latest = start
            parts.append(f"<c>{_escaped(text)}</c>")
        lines.append("".join(parts))
    return "\n".join(lines)


def _style(colours: Iterable[tuple[str, str]]) -> str:
    """Return a style block with a rule for each class; empty if there is none."""
    rules = "".join(f"::cue({name}) {{ color: #{colour} }}\n" for name, colour in colours)
    return f"STYLE\n{rules}\n" if rules else ""


def _voiced(speaker: str | None, classes: str, text: str) -> str:
    if speaker is None:
        return text
    # readers strip the space; without it, the end of the tag would make an arrow of two hyphens
    end = " >" if speaker.endswith("--") else ">"
    return f"<v{classes} {_escaped(speaker)}{end}{text}</v>"

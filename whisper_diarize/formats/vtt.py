"""WebVTT: a voice tag, `<v Name>`, on every cue.

Source: W3C WebVTT, "WebVTT cue text" and "voice span": the name may hold no line break, `&` or `>`, and must not be
blank; text may hold no `&`, `<` or `-->`. Browsers do not show voices; `speaker_labels` writes names into the text too.
Times always have hours, as some readers want them.
"""

from __future__ import annotations

from dataclasses import dataclass

from whisper_diarize.records import AttributedTranscript

from .cues import clock, cues
from .labels import SpeakerLabels, check_speaker_labels, labelled

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True, slots=True)
class VttOptions:
    """`speaker_labels`: when a cue also shows the name as text, for players that show no voices.

    Raises:
        OptionError: it is not one of the known values.
    """

    speaker_labels: SpeakerLabels = "never"

    def __post_init__(self) -> None:
        check_speaker_labels(self.speaker_labels)


class Vtt:
    """Captions for the web and for podcasts."""

    extension = "vtt"

    def __init__(self, options: VttOptions | None = None) -> None:
        self.options = options or VttOptions()

    def render(self, transcript: AttributedTranscript) -> str:
        """Return the captions; nothing said is a file with a header only."""
        rows = labelled(cues(transcript), self.options.speaker_labels)
        blocks = (
            f"{clock(cue.start, '.')} --> {clock(cue.end, '.')}\n{_voiced(cue.speaker, lines)}\n\n"
            for cue, lines in rows
        )
        return "WEBVTT\n\n" + "".join(blocks)


def _voiced(speaker: str | None, lines: tuple[str, ...]) -> str:
    text = "\n".join(lines).translate(_ESCAPES)
    if speaker is None:
        return text
    # readers strip the space; without it, the end of the tag would make an arrow of two hyphens
    end = " >" if speaker.endswith("--") else ">"
    return f"<v {speaker.translate(_ESCAPES)}{end}{text}</v>"

"""The rules that cues are cut by: the options that all subtitle formats share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from whisper_diarize.errors import OptionError

SpeakerLabels = Literal["change", "always", "never"]
"""Show the name when the speaker changes, on every cue, or not at all."""

CueKind = Literal["fitted", "segments"]


@dataclass(frozen=True, slots=True)
class SubtitleOptions:
    """Options of all subtitles: how they are cut and shown.

    Attributes:
        speaker_labels: show the name when the speaker changes, on every cue, or never.
        max_line_width: columns of a line; a wide character (Chinese, Japanese, Korean) has two.
        max_line_count: lines of a cue.
        max_words_per_line: words of a cue; mlx_whisper's name for it.
        highlight_words: underline each word while it is spoken.
        reading_speed: columns that can be read in a second; a cue stays longer if there is room.
        min_seconds: the shortest time that a cue is shown, if there is room.
        max_seconds: the longest time that a cue is shown.
        cues: fitted to these rules, or the engine's segments as they are.

    Raises:
        OptionError: a value is out of its range.
    """

    speaker_labels: SpeakerLabels = "change"
    max_line_width: int = 42
    max_line_count: int = 2
    max_words_per_line: int | None = None
    highlight_words: bool = False
    reading_speed: float = 17.0  # Netflix, English template: adult programmes
    min_seconds: float = 0.833  # Netflix: 5/6 of a second
    max_seconds: float = 7.0  # Netflix
    cues: CueKind = "fitted"

    def __post_init__(self) -> None:
        for name, kind in (("speaker_labels", SpeakerLabels), ("cues", CueKind)):
            if getattr(self, name) not in get_args(kind):
                raise OptionError.unknown(f"value of {name}", getattr(self, name), get_args(kind))
        for name in ("max_line_width", "max_line_count", "max_words_per_line"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise OptionError(f"{name} must be at least 1, not {value}")
        if not self.reading_speed > 0:
            raise OptionError(f"reading_speed must be above 0, not {self.reading_speed:g}")
        if not 0 <= self.min_seconds <= self.max_seconds or not self.max_seconds > 0:
            raise OptionError(
                f"cues of at least {self.min_seconds:g} and at most {self.max_seconds:g} seconds are impossible"
            )

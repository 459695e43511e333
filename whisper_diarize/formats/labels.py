"""When a cue shows its speaker's name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, get_args

from whisper_diarize.errors import OptionError

from .cues import Cue

SpeakerLabels = Literal["change", "always", "never"]
"""Show the name when the speaker changes, on every cue, or not at all."""


def check_speaker_labels(value: str) -> None:
    """Raise OptionError, with the known values, if `value` is none of them."""
    if value not in get_args(SpeakerLabels):
        raise OptionError.unknown("value of speaker_labels", value, get_args(SpeakerLabels))


def labelled(cues: Iterable[Cue], when: SpeakerLabels) -> Iterator[tuple[Cue, tuple[str, ...]]]:
    """Yield each cue with its lines, the name in front of the first where it is to be shown."""
    previous = None
    for cue in cues:
        shown = cue.speaker is not None and (when == "always" or (when == "change" and cue.speaker != previous))
        first, *others = cue.lines
        yield cue, (f"{cue.speaker}: {first}" if shown else first, *others)
        previous = cue.speaker

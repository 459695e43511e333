"""The names that readers see: clean, by the diarizer's label."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from string import ascii_uppercase

from whisper_diarize.records import AttributedTranscript

from .cleaning import clean_name


def shown_names(transcript: AttributedTranscript) -> dict[str | None, str | None]:
    """Return the name to show for every label in the segments and turns; None for None.

    A speaker whose name is blank is called by the label; one whose label is blank as well has no name.
    """
    names = {speaker.label: clean_name(speaker.name) for speaker in transcript.speakers}
    turns = transcript.diarization.turns if transcript.diarization else ()
    labels = {segment.speaker for segment in transcript.segments} | {turn.speaker for turn in turns}
    return {label: None if label is None else names.get(label) or clean_name(label) or None for label in labels}


def given_names(transcript: AttributedTranscript) -> dict[str | None, str]:
    """Return the name of every label that has another name than itself."""
    return {label: name for label, name in shown_names(transcript).items() if name is not None and name != label}


def letters() -> Iterator[str]:
    """Yield A to Z, A1 to Z1, A2 ..."""
    for lap in count():
        yield from (letter + (str(lap) if lap else "") for letter in ascii_uppercase)

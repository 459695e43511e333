"""The names that readers see: clean, by the diarizer's label."""

from __future__ import annotations

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

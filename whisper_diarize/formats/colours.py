"""A colour for each speaker, chosen so that colour-blind readers can tell them apart.

Source: M. Okabe and K. Ito, "Color Universal Design" (2008), without the two that are too dark on black.
"""

from __future__ import annotations

from whisper_diarize.records import AttributedTranscript

PALETTE = ("FFFFFF", "F0E442", "56B4E9", "E69F00", "CC79A7", "009E73", "D55E00")
"""RRGGBB, in the order in which speakers get them."""


def colours_of(transcript: AttributedTranscript) -> dict[str | None, str]:
    """Return a colour for the label of each speaker with words, in order of appearance.

    With more speakers than colours, they begin again: names tell those apart.
    """
    labels = dict.fromkeys(segment.speaker for segment in transcript.segments if segment.speaker is not None)
    return {label: PALETTE[number % len(PALETTE)] for number, label in enumerate(labels)}

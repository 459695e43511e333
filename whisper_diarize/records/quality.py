"""The quality of a recording, as a run noticed it beside the turns: how far they can be relied on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .fields import Fields, Plain, check_range, rounded


@dataclass(frozen=True, slots=True)
class Quality:
    """Plain numbers, as the run found them: corrections made later do not change them. None is "not known".

    `speech`: the share of the recording in which anybody talks; `overlap`: the share of that in which several do.
    `snr`: by how many decibels talk is louder than the pauses. `rival_speakers`: the next best number of speakers, of
    models that compare numbers; `rival_margin`: by how much it is worse, from 0 (not at all); 1 is the price of a
    speaker more.

    Raises:
        ValueError: a figure is out of its bounds.
    """

    speech: float | None = None
    overlap: float | None = None
    snr: float | None = None
    rival_speakers: int | None = None
    rival_margin: float | None = None

    def __post_init__(self) -> None:
        check_range("speech", self.speech, 0, 1)
        check_range("overlap", self.overlap, 0, 1)
        check_range("rival_speakers", self.rival_speakers, 1)
        check_range("rival_margin", self.rival_margin, 0)

    def to_dict(self) -> Plain:
        """Return the figures as plain values."""
        return {
            "speech": rounded(self.speech),
            "overlap": rounded(self.overlap),
            "snr": rounded(self.snr),
            "rival_speakers": self.rival_speakers,
            "rival_margin": rounded(self.rival_margin),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Quality:
        """Read the figures; those that are missing are not known.

        Raises:
            ValueError: a value is wrong; the message names the field.
        """
        fields = Fields.of(data)
        return cls(
            fields.optional_number("speech", 0, 1),
            fields.optional_number("overlap", 0, 1),
            fields.optional_number("snr"),
            fields.optional_integer("rival_speakers", 1),
            fields.optional_number("rival_margin", 0),
        )

"""Voices: the network that made their vectors, and what comparing them with those of known people found."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, cast, get_args

from .fields import Fields, Plain, check_range, rounded

MatchStatus = Literal["confirmed", "suggested", "unknown"]
"""A person said so; the voice says so; the voice is that of no known person."""


@dataclass(frozen=True, slots=True)
class VoiceFigures:
    """Figures of an embedding network, measured on people whom it never heard, in two recordings each.

    `cutoff`: the cosine from which two voices may be one person's. `slope`: the growth of the log odds with the cosine,
    so that the score at the cut-off is 0.5. `margin`: the cosine by which a person must be ahead of the next. `names`:
    the cosine from which wrong names are so rare that a name may be given before a person has confirmed it; None: none.
    """

    cutoff: float
    slope: float
    margin: float = 0.0
    names: float | None = None

    def score(self, cosine: float) -> float:
        """Return the probability that two voices are one person's."""
        odds = min(max(self.slope * (cosine - self.cutoff), -50.0), 50.0)
        return 1.0 / (1.0 + math.exp(-odds))


@dataclass(frozen=True, slots=True)
class VoiceModel:
    """The network that made the voice vectors of a diarization.

    `fingerprint` is a checksum of the network: vectors of others are never compared with its own. `figures` is None if
    they were not measured for it.
    """

    fingerprint: str
    figures: VoiceFigures | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A speaker's voice, compared with those of known people.

    `score` is the probability, by the voice alone, that it is `name`'s, or that of the nearest person, whom a status
    of `unknown` does not name. `margin`: by how much the next person's score is lower; None without a next.
    `runner_up`, the next person's name, is for the person at the machine: documents leave it out.

    Raises:
        ValueError: a figure is out of its bounds, or the status unknown to us or contradicted by the name.
    """

    name: str | None
    score: float | None
    margin: float | None
    status: MatchStatus
    runner_up: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        check_range("score", self.score, 0, 1)
        check_range("margin", self.margin, -1, 1)
        if self.status not in get_args(MatchStatus):
            raise ValueError(f"status is {self.status!r:.20}, none of {', '.join(get_args(MatchStatus))}")
        if (self.name is None) != (self.status == "unknown"):
            raise ValueError("a match has a name if and only if its status is not unknown")

    def confirmed(self, name: str) -> Match | None:
        """Return the match after a person has named the speaker; None if the voice said otherwise."""
        return replace(self, status="confirmed") if name == self.name else None

    def to_dict(self) -> Plain:
        """Return the match as plain values."""
        return {
            "name": self.name,
            "score": rounded(self.score),
            "margin": rounded(self.margin),
            "status": self.status,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Match:
        """Read the output of `to_dict`.

        Raises:
            ValueError: a value is missing or wrong; the message names the field.
        """
        fields = Fields.of(data)
        with fields.blamed():
            return cls(
                fields.optional_text("name"),
                fields.optional_number("score", 0, 1),
                fields.optional_number("margin", -1, 1),
                cast("MatchStatus", fields.text("status")),
            )

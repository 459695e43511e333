"""A speaker: the diarizer's label and the reader's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .fields import Fields, Plain
from .voice import Match


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker: the diarizer's `label` and the `name` that readers see (the label itself, until one is given).

    `match` is the comparison of the voice with those of known people; None: there was none.
    """

    label: str
    name: str
    match: Match | None = None

    def renamed(self, name: str) -> Speaker:
        """Return the speaker with a name that a person gave: it confirms a match of that name, and ends any other."""
        confirmed = self.match.confirmed(name) if self.match is not None else None
        return replace(self, name=name, match=confirmed)

    def by_voice(self, least: float = 0.0) -> Speaker:
        """Return the speaker with the name that the voice suggests with a score of `least`, if there is no name yet."""
        if self.match is None or self.match.name is None or self.name != self.label:
            return self
        if self.match.score is not None and self.match.score < least:
            return self
        return replace(self, name=self.match.name)

    def to_dict(self) -> Plain:
        """Return the speaker as plain values."""
        return {
            "label": self.label,
            "name": self.name,
            "match": None if self.match is None else self.match.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Speaker:
        """Read a speaker; without a `name`, it is the label.

        Raises:
            ValueError: a value is missing or wrong; the message names the field.
        """
        fields = Fields.of(data)
        label = fields.text("label")
        match = fields.get("match")
        return cls(
            label,
            fields.text("name") if "name" in fields else label,
            None if match is None else Match.from_dict(Fields.of(match, fields.path("match"))),
        )

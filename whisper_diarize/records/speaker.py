"""A speaker: the diarizer's label and the reader's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .fields import Fields, Plain


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker: the diarizer's `label` and the `name` that readers see (the label itself, until one is given)."""

    label: str
    name: str

    def to_dict(self) -> Plain:
        """Return the speaker as plain values."""
        return {"label": self.label, "name": self.name}

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Speaker:
        """Read a speaker; without a `name`, it is the label.

        Raises:
            ValueError: a value is missing or wrong; the message names the field.
        """
        fields = Fields.of(data)
        label = fields.text("label")
        return cls(label, fields.text("name") if "name" in fields else label)

"""A comment that a reader made on a stretch of a transcript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .fields import Fields, Plain, rounded
from .span import Span


@dataclass(frozen=True, slots=True)
class Comment(Span):
    """A comment on the words that are said in a stretch of time; without text, it highlights them.

    Raises:
        ValueError: the times are not a span.
    """

    text: str = ""

    def to_dict(self) -> Plain:
        """Return the comment as plain values."""
        return {"start": rounded(self.start), "end": rounded(self.end), "text": self.text}

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Comment:
        """Read the output of `to_dict`.

        Raises:
            ValueError: a value is missing or wrong; the message names the field.
        """
        fields = Fields.of(data)
        return cls(*fields.times(), fields.optional_text("text") or "")

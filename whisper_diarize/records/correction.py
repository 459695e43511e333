"""Corrections of words by a glossary, kept so that they can be traced and undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .fields import Fields, Plain, rounded
from .span import Span
from .transcript import Word


@dataclass(frozen=True, slots=True)
class Correction(Span):
    """Words that a glossary replaced: the text that they were, and the text that is there now.

    The times are those of the words, `words` are those before, with their own; of a segment without word times there
    are none, and the times are the segment's.
    """

    was: str
    now: str
    words: tuple[Word, ...] = ()

    def to_dict(self) -> Plain:
        """Return the correction as plain values."""
        return {
            "start": rounded(self.start),
            "end": rounded(self.end),
            "was": self.was,
            "now": self.now,
            "words": [word.to_dict() for word in self.words],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Correction:
        """Read the output of `to_dict`.

        Raises:
            ValueError: a value is missing or wrong; the message names the field.
        """
        fields = Fields.of(data)
        return cls(*fields.times(), fields.text("was"), fields.text("now"), fields.records("words", Word.from_dict))

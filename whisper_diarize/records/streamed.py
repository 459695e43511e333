"""Words of a recording that is fed to an engine piece by piece."""

from __future__ import annotations

from dataclasses import dataclass

from .transcript import Word


@dataclass(frozen=True, slots=True)
class StreamedWords:
    """The words of a stream after a piece of sound, at their times in the stream.

    `certain` are those that became so with this piece, after all that were certain before; they never change.
    `tentative` are those after them, which the next piece may change.
    """

    certain: tuple[Word, ...] = ()
    tentative: tuple[Word, ...] = ()

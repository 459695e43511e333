"""Annotations: the turns and words of one file about a recording, as the two sides of a comparison have them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from whisper_diarize.records import JOIN_SECONDS, Span, Turn, turns_of

UNASSIGNED = ""
"""The speaker of words that were given to none: in measures of words a speaker like any other; without turns."""


@dataclass(frozen=True, slots=True)
class SaidWord(Span):
    """A word as it is compared (see `plain`), and its speaker."""

    text: str
    speaker: str


@dataclass(frozen=True)
class Annotation:
    """One file's view of a recording, in order of time.

    `words` is None if the file has turns only; `turns_from` says where the turns come from.
    """

    name: str
    turns: tuple[Turn, ...]
    words: tuple[SaidWord, ...] | None
    turns_from: str

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """Speakers who have a turn or a word, in order of first appearance; UNASSIGNED, if there is one, last."""
        spans: list[Turn | SaidWord] = [*self.turns, *(self.words or ())]
        names = dict.fromkeys(span.speaker for span in sorted(spans, key=lambda span: span.start))
        return tuple(sorted(names, key=lambda name: name == UNASSIGNED))

    @cached_property
    def num_speakers(self) -> int:
        """The number of people who talk."""
        return sum(name != UNASSIGNED for name in self.speakers)


def make_annotation(
    name: str, words: Iterable[SaidWord] | None, turns: Iterable[Turn] | None, turns_from: str = "the file's turns"
) -> Annotation:
    """Return the annotation of words and turns in any order; without turns, they are made of the words.

    Words of which nothing is left to compare (a dash, a note) are dropped.
    """
    said = None if words is None else tuple(word for word in map(_plain_word, words) if word.text)
    if turns is None:
        turns, turns_from = _turns_of(said or ()), f"words, joined over pauses to {JOIN_SECONDS} s"
    ordered = tuple(sorted(turns, key=lambda turn: (turn.start, turn.end)))
    in_order = None if said is None else tuple(sorted(said, key=lambda word: (word.start, word.end)))
    return Annotation(name, ordered, in_order, turns_from)


def plain(text: str) -> str:
    """Return a word as it is compared: lower case, letters, digits and marks only.

    >>> plain(" Ann's,"), plain("—")
    ('anns', '')
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if unicodedata.category(character)[0] in "LNM")


def _plain_word(word: SaidWord) -> SaidWord:
    return replace(word, text=plain(word.text))


def _turns_of(words: Iterable[SaidWord]) -> tuple[Turn, ...]:
    """Join the words of each speaker to turns."""
    spoken = [word for word in words if word.speaker != UNASSIGNED]
    return turns_of(spoken, (word.speaker for word in spoken))

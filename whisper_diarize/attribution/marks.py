"""Marks of sentences: what the writing of words says of a change of speaker between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from whisper_diarize.records import Word
from whisper_diarize.text import ABBREVIATIONS, CLOSERS, ends_sentence

MAX_INTERJECTION_WORDS = 4
MARKED_SHARE = 0.01
SPACED_SHARE = 0.5

Joint = Literal["piece", "end", "broken", "capital", "inside"]
"""A place between two words: in a word that an engine wrote in pieces, ` a` and `.m.`; after the end of a sentence, or
after one before a small letter; before a capital inside a sentence; anywhere else inside one."""

_DOTTED = re.compile(r"(\w\.)*\w\.")
_ELLIPSES = ("...", "…")
_FIRST_PERSON = re.compile(r"I\b")


class Marks(NamedTuple):
    """The joints between words, (words - 1,), and the indices of words in short sentences and in interjections."""

    joints: list[Joint]
    short: set[int]
    interjected: set[int]


def marks_of(words: Sequence[Word]) -> Marks:
    """Read the marks between words, and find short sentences and interjections."""
    pieces = _pieces(words)
    texts = _whole_words(words, pieces)
    joints: list[Joint] = [
        "piece" if piece else _joint(text, following)
        for piece, text, following in zip(pieces[1:], texts, texts[1:], strict=False)  # of neighbours
    ]
    return Marks(joints, _short_sentences(texts, joints), _interjections(joints))


def has_sentences(words: Sequence[Word]) -> bool:
    """Return whether a text marks the ends of sentences: at least one in a hundred words is one."""
    return sum(ends_sentence(word.text) for word in words) >= MARKED_SHARE * len(words)


def _pieces(words: Sequence[Word]) -> list[bool]:
    """Return for each word whether it goes on with the one before, where words begin with a space."""
    starts = [word.text[:1].isspace() for word in words]
    if sum(starts) <= SPACED_SHARE * len(words):
        return [False] * len(words)
    following = zip(words, starts[1:], strict=False)  # of neighbours
    return [False, *(not (start or word.text[-1:].isspace()) for word, start in following)]


def _whole_words(words: Sequence[Word], pieces: Sequence[bool]) -> list[str]:
    """Return for each word the text of it with all its pieces: `a.m.` for ` a` and for `.m.`."""
    texts: list[str] = []
    for word, piece in zip(words, pieces, strict=True):
        texts.append(texts[-1] + word.text.strip() if piece else word.text.strip())
    for index in range(len(texts) - 2, -1, -1):
        if pieces[index + 1]:
            texts[index] = texts[index + 1]
    return texts


def _joint(text: str, following: str) -> Joint:
    bare = text.rstrip(CLOSERS)
    if ends_sentence(bare) and bare not in ABBREVIATIONS:
        if not following[:1].islower() or bare.endswith(_ELLIPSES):
            return "end"
        return "inside" if _DOTTED.fullmatch(bare) else "broken"
    return "capital" if following[:1].isupper() and not _FIRST_PERSON.match(following) else "inside"


def _short_sentences(texts: Sequence[str], joints: Sequence[Joint]) -> set[int]:
    """Return the words of sentences of up to MAX_INTERJECTION_WORDS words: many are replies.

    Where a small letter follows, a sentence goes on: that is for `_interjections` to judge.
    """
    last: list[Joint] = ["end"] if texts and ends_sentence(texts[-1]) else []
    found: set[int] = set()
    first = count = 0
    for index, joint in enumerate([*joints, *last]):
        count += joint != "piece"
        if joint in {"end", "broken"}:
            if joint == "end" and count <= MAX_INTERJECTION_WORDS:
                found.update(range(first, index + 1))
            first, count = index + 1, 0
    return found


def _interjections(joints: Sequence[Joint]) -> set[int]:
    """Return the words that interrupt a sentence: `from the north Really? of Italy`.

    Up to MAX_INTERJECTION_WORDS words that begin with a capital inside a sentence, and end one before a small letter.
    """
    found: set[int] = set()
    for last, joint in enumerate(joints):
        if joint != "broken":
            continue
        for first in range(last, max(0, last - MAX_INTERJECTION_WORDS), -1):
            before = joints[first - 1]
            if before in {"end", "broken"}:
                break
            if before == "capital":
                found.update(range(first, last + 1))
                break
    return found

"""Text and words of a saved segment, made to agree: tools write both, and people edit one of them.

What is read is the text; the words bring the times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from .segments import RawSegment, RawWord


def agreed(segment: RawSegment, cut: Callable[[str], Iterable[RawWord]]) -> RawSegment:
    """Return the segment with words that say its text.

    Words that are in the text, in order, take what stands around them along, as punctuation; as many words as the text
    has take its spelling one by one. Else the text is `cut` into words without times.
    """
    said = "".join(word.text for word in segment.words)
    if not segment.words or not segment.text.strip() or said.split() == segment.text.split():
        return segment
    parts = _parts(segment.text, segment.words) or _one_by_one(segment.text, segment.words)
    if parts is None:
        return replace(segment, words=tuple(cut(segment.text)))
    pairs = zip(segment.words, parts, strict=True)
    return replace(segment, words=tuple(replace(word, text=part) for word, part in pairs))


def _parts(text: str, words: Sequence[RawWord]) -> list[str] | None:
    """Return `text` in parts, each with a word in it; None if a word is not there, in order."""
    starts: list[int] = []
    end = 0
    for word in words:
        bare = word.text.strip()
        place = text.find(bare, end)
        if place < 0 or not bare:
            return None
        between = text[end:place]
        starts.append(end + next(_spaces(between), len(between)))
        end = place + len(bare)
    edges = [0, *starts[1:], len(text)]
    return [text[start:stop] for start, stop in pairwise(edges)]


def _spaces(text: str) -> Iterator[int]:
    """Yield where white space is in a text."""
    return (index for index, character in enumerate(text) if character.isspace())


def _one_by_one(text: str, words: Sequence[RawWord]) -> list[str] | None:
    """Return the parts of `text` that white space separates, each after a space, if they are as many as the words."""
    parts = text.split()
    return [f" {part}" for part in parts] if len(parts) == len(words) else None

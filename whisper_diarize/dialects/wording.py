"""Text and words of a saved segment, made to agree: tools write both, and people edit one of them.

What is read is the text; the words bring the times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise

from whisper_diarize.records import SavedSegment, SavedWord
from whisper_diarize.text import HAN, KANA

WORD = re.compile(rf"\s*(?:[{KANA}{HAN}][^\w\s]*|[^\s{KANA}{HAN}]+)")
"""Each character of kana and Han is taken for a word, as Whisper nearly does."""

MANY_WORDS = 1000
"""Above it, words that are frequent do not take part in finding which word of a text is which."""


def words_in(text: str) -> Iterator[SavedWord]:
    """Cut a text into words without times, each with the white space in front of it."""
    return (SavedWord(match.group()) for match in WORD.finditer(text.rstrip()))


def agreed(segment: SavedSegment) -> SavedSegment:
    """Return the segment with words that say its text.

    Words that are in the text, in order, take what stands around them along, as punctuation; as many words as the text
    has take its spelling one by one. Else the text is cut into words, and those that are the same but for case and
    marks have the times that were measured.
    """
    said = "".join(word.text for word in segment.words)
    if not segment.words or not segment.text.strip() or said.split() == segment.text.split():
        return segment
    parts = _parts(segment.text, segment.words) or _one_by_one(segment.text, segment.words)
    if parts is None:
        return replace(segment, words=tuple(_aligned(list(words_in(segment.text)), segment.words)))
    pairs = zip(segment.words, parts, strict=True)
    return replace(segment, words=tuple(replace(word, text=part) for word, part in pairs))


def _aligned(words: Sequence[SavedWord], measured: Sequence[SavedWord]) -> Iterator[SavedWord]:
    """Yield `words`, with the times and speakers of those `measured` words that are the same, in order."""
    ours, theirs = ([_bare(word.text) for word in side] for side in (words, measured))
    matcher = SequenceMatcher(None, ours, theirs, autojunk=len(theirs) > MANY_WORDS)
    for kind, first, last, start, stop in matcher.get_opcodes():
        same = kind == "equal" or (kind == "replace" and last - first == stop - start)
        for number, word in enumerate(words[first:last]):
            yield replace(measured[start + number], text=word.text) if same else word


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


def _parts(text: str, words: Sequence[SavedWord]) -> list[str] | None:
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


def _one_by_one(text: str, words: Sequence[SavedWord]) -> list[str] | None:
    """Return the parts of `text` that white space separates, each after a space, if they are as many as the words."""
    parts = text.split()
    return [f" {part}" for part in parts] if len(parts) == len(words) else None

"""Spellings found in a text, as whole words, with any capitals and spaces and any punctuation beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from whisper_diarize.text import is_unspaced

from .terms import Glossary, Rule

WORD = re.compile(r"\w+")
BREAKS = re.compile(r"([\s-]+|(?<=[a-z])(?=[A-Z]))")
"""Places in a term that are written with a space, a hyphen or without either: `mlx-whisper`, `OpenAI`."""
APOSTROPHES = "'\u2019"
NOT_INSIDE = rf"(?<!\w)(?<!\w[-{APOSTROPHES}])"
"""In front of a word: neither the end of another one, nor one that is joined to it (`state-of-the-art`, `l'art`)."""
NOT_BEFORE = rf"(?!\w)(?!-\w)(?![{APOSTROPHES}](?![sS]\b)\w)"
"""After a word: as above, but a possessive `'s` may follow."""


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of a text, and the text that takes its place."""

    start: int
    end: int
    new: str


@dataclass(frozen=True)
class _Spelling:
    """A rule with its pattern. `lead` is the number of its characters in front of its first word (`.NET`: 1)."""

    rule: Rule
    lead: int

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Its pattern, made when the first word of the spelling is met: of ten thousand, few are."""
        return re.compile(_pattern(self.rule), re.IGNORECASE)


class Matcher:
    """Finds the spellings of a glossary; where several begin, the longest counts."""

    def __init__(self, glossary: Glossary) -> None:
        self._spellings: dict[str, list[_Spelling]] = {}
        for rule in glossary.rules:
            first = WORD.search(rule.wrong)
            spelling = _Spelling(rule, first.start() if first else 0)
            for key in _beginnings(rule):
                self._spellings.setdefault(key, []).append(spelling)

    def matches(self, text: str) -> Iterator[Match]:
        """Yield the stretches to replace, in order; none overlaps another. Text that is right already is none."""
        reached = 0
        for start, key in _starts(text):
            found = self._longest(text, start, key) if start >= reached else None
            if found is None or found[0].start() < reached:
                continue
            match, rule = found
            reached = match.end()
            new = _fitting(match[0], rule)
            if new != match[0]:
                yield Match(match.start(), match.end(), new)

    def _longest(self, text: str, start: int, key: str) -> tuple[re.Match[str], Rule] | None:
        tried = (
            (one.pattern.match(text, start - one.lead), one.rule)
            for one in self._spellings.get(key, ())
            if one.lead <= start
        )
        found = [(match, rule) for match, rule in tried if match is not None]
        # of two that are as long, the one that says what is wrong
        return max(found, key=lambda one: (one[0].end(), not one[1].is_term), default=None)


def _starts(text: str) -> Iterator[tuple[int, str]]:
    """Yield the places where a spelling may begin, each with the key of those that do."""
    for word in WORD.finditer(text):
        if not is_unspaced(word[0]):
            yield word.start(), word[0].lower()
            continue
        yield from enumerate(word[0], start=word.start())


def _beginnings(rule: Rule) -> set[str]:
    """Return the first words with which a spelling may begin: of a term `OpenAI`, `open` and `openai`."""
    first = WORD.search(rule.wrong)
    if first is None:
        return set()
    if is_unspaced(first[0]):
        return {first[0][0]}
    if not rule.is_term:
        return {first[0].lower()}
    pieces = BREAKS.split(rule.wrong[first.start() :])
    begun, keys = "", set()
    for piece, mark in zip(pieces[::2], (*pieces[1::2], " "), strict=True):
        word = WORD.match(piece)
        begun += word[0].lower() if word else ""
        keys.add(begun)
        if mark.isspace() or word is None or word[0] != piece:
            break
    return keys - {""}


def _pattern(rule: Rule) -> str:
    """Return the pattern of a spelling: white space and hyphens are alike; in a term, some may be missing."""
    pieces = BREAKS.split(rule.wrong) if rule.is_term else re.split(r"([\s-]+)", rule.wrong)
    written = [re.sub(f"[{APOSTROPHES}]", f"[{APOSTROPHES}]", re.escape(piece)) for piece in pieces[::2]]
    marks = [r"[\s-]*" if rule.is_term and not mark.isspace() else r"[\s-]+" for mark in pieces[1::2]]
    body = "".join(part for pair in zip(written, (*marks, ""), strict=True) for part in pair)
    before = "" if is_unspaced(rule.wrong[0]) else NOT_INSIDE
    after = "" if is_unspaced(rule.wrong[-1]) else NOT_BEFORE
    return before + body + after


def _fitting(found: str, rule: Rule) -> str:
    """Return the right spelling in place of `found`: as it is written, but for capitals that come from the place.

    A term of one word whose first letter alone differs is left as it is: `may` need not be the name `May`.
    """
    right = rule.right
    if rule.is_term and " " not in right and found[:1].lower() + found[1:] == right[:1].lower() + right[1:]:
        return found
    if rule.is_term or right != right.lower():
        return right
    if found.isupper() and len(found) > 1:
        return right.upper()
    return right[:1].upper() + right[1:] if found[:1].isupper() else right

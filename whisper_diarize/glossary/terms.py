"""The entries of a glossary: terms as they are spelled, and wrong spellings of them.

    # people
    Zoe Kowalczyk
    Wroclaw
    cove alchek -> Kowalczyk

One entry a line. A line with an arrow (`->`, `=>` or `→`) replaces its left side by its right; any other line is a
term, whose own writing is restored where words differ from it in capitals, spaces or hyphens only. `#` begins a
comment, at the start of a line or after a space.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from whisper_diarize.errors import OptionError

ARROW = re.compile(r"\s*(?:->|=>|→)\s*")
COMMENT = re.compile(r"(?:^|\s)#(?:\s.*|$)")
MAX_BYTES = 4_000_000
MAX_ENTRY = 200
"""Characters of a side of an entry."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A spelling, and the text that it becomes. `is_term`: they are one term, written in another way."""

    wrong: str
    right: str
    is_term: bool = False


@dataclass(frozen=True, slots=True)
class Glossary:
    """The rules of a glossary, in its order."""

    rules: tuple[Rule, ...] = ()

    @property
    def terms(self) -> tuple[str, ...]:
        """The right spellings, each once."""
        return tuple(dict.fromkeys(rule.right for rule in self.rules))

    @property
    def lines(self) -> str:
        """The entries as a file has them, without comments."""
        return "\n".join(rule.wrong if rule.is_term else f"{rule.wrong} -> {rule.right}" for rule in self.rules)

    @property
    def hint(self) -> str:
        """The terms as a sentence, for engines that take a text: Whisper goes on in the manner of its prompt."""
        return ", ".join(self.terms) + "." if self.rules else ""


def read_glossary(path: str | Path) -> Glossary:
    """Read a glossary from a file.

    Raises:
        OptionError: it cannot be read, or a line is no entry.
    """
    try:
        with Path(path).expanduser().open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OptionError(f"the glossary {path} cannot be read ({reason}); check the name") from error
    if len(data) > MAX_BYTES:
        raise OptionError(f"the glossary {path} has more than {MAX_BYTES} bytes; check the file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise OptionError(f"the glossary {path} is not text in UTF-8; save it as UTF-8") from error
    return parse_glossary(text, str(path))


def parse_glossary(text: str, source: str = "glossary") -> Glossary:
    r"""Read a glossary.

    Raises:
        OptionError: a line is no entry; the message has its number.

    >>> parse_glossary("Zoe\nsoe -> Zoe").terms
    ('Zoe',)
    """
    return Glossary(tuple(_rules(text, source)))


def _rules(text: str, source: str) -> Iterator[Rule]:
    for number, line in enumerate(text.splitlines(), start=1):
        entry = unicodedata.normalize("NFC", COMMENT.sub("", line)).strip()
        if not entry:
            continue
        sides = [" ".join(side.split()) for side in ARROW.split(entry)]
        if len(sides) > 2 or not all(map(_has_letter, sides)) or any(len(side) > MAX_ENTRY for side in sides):  # noqa: PLR2004
            raise OptionError(f"{source}, line {number}: '{entry:.80}' is not a term, nor WRONG -> RIGHT")
        yield Rule(sides[0], sides[-1], is_term=len(sides) == 1)


def _has_letter(text: str) -> bool:
    return any(character.isalnum() for character in text)

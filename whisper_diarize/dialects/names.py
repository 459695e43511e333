"""Names in front of what people say: `Ann: yes`, `[SPEAKER_00]: yes`, `- BOB: no`, in text without other marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

PREFIX = re.compile(
    r"\s*(?:[-\u2013\u2014]\s*)?(?:\[(?P<label>[^\[\]\n]{1,60})\]:?|(?P<name>[^\s:<>\[\]()][^:<>\[\]()\n]{0,40}):)(?:\s+|$)"
)
LABEL = re.compile(r"(?:speaker|spk|sprecher|locuteur|hablante)[ _-]?\w{1,4}", re.IGNORECASE)
MAX_NAME_WORDS = 4
MIN_SHARE = 0.5
"""The share of lines with a possible name in front from which all of these are names; below, only those that return."""


class Names:
    """The names that lines of a file begin with."""

    def __init__(self, lines: Iterable[str]) -> None:
        prefixes = [prefixed(line)[0] for line in lines]
        found = Counter(name for name in prefixes if name is not None)
        all_of_them = sum(found.values()) >= MIN_SHARE * len(prefixes)
        self.names = {name for name, times in found.items() if all_of_them or times > 1 or LABEL.fullmatch(name)}

    def split(self, line: str) -> tuple[str | None, str]:
        """Return the name in front of a line, and the rest; None and the line without a name."""
        name, rest = prefixed(line)
        return (name, rest) if name in self.names else (None, line)


def prefixed(line: str) -> tuple[str | None, str]:
    """Return the name that may stand in front of a line, and the rest.

    >>> prefixed("- Ann Lee: yes"), prefixed("[SPEAKER_00]: no"), prefixed("at 10:30")
    (('Ann Lee', 'yes'), ('SPEAKER_00', 'no'), (None, 'at 10:30'))
    """
    match = PREFIX.match(line)
    if match is None:
        return None, line
    name = " ".join((match["label"] or match["name"]).split())
    if match["label"] is not None and not (LABEL.fullmatch(name) or match[0].rstrip().endswith(":")):
        return None, line  # [music]
    small = name[:1].islower() and not LABEL.fullmatch(name) and len(name.split()) > 1
    return (None, line) if small or len(name.split()) > MAX_NAME_WORDS else (name, line[match.end() :])

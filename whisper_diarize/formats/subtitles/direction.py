"""Right-to-left text: a mark in front of lines whose direction players would guess wrong.

They guess it from the first letter, which may be a name's or a foreign word's; then the full stop is on the wrong side,
and the words are in the wrong order. All lines of a cue run the way that its text does. Source: Unicode Standard
Annex 9, rules P2 and P3.
"""

from __future__ import annotations

from whisper_diarize.text import first_direction

MARKS = {"R": "\u200f", "L": "\u200e"}


def line_prefixes(lines: tuple[str, ...], name: str | None) -> tuple[str, ...]:
    """Return the text in front of each line of a cue: the name in front of the first, marks where they are needed.

    >>> line_prefixes(("Hello", "there."), "Ann")
    ('Ann: ', '')
    """
    label = "" if name is None else f"{name}: " if lines[0] else f"{name}:"
    prefixes = (label, *("" for _ in lines[1:]))
    if label.isascii() and all(map(str.isascii, lines)):
        return prefixes
    direction = first_direction(" ".join(lines))
    if not direction:
        return prefixes
    return tuple(
        MARKS[direction] + prefix if first_direction(prefix + line) not in ("", direction) else prefix
        for prefix, line in zip(prefixes, lines, strict=True)
    )

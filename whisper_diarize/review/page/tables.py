"""The tables of the page's script, made of those that Python has: facts about characters and marks, as a module.

Strings of ranges are for a character class with the flag `u`. What Python knows of white space and of wide characters
is looked up in it, so the page cuts lines where this Python does.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import groupby
from unicodedata import category, east_asian_width

from whisper_diarize import text

PATH = "page/scripts/tables.js"
"""The module that scripts import the tables from; there is no such file."""

_LAST = 0x3FFFF
"""None of the characters after it is wide, or white space."""

_SHARED = (
    *("SENTENCE_ENDS", "CLAUSE_ENDS", "CLOSERS", "ABBREVIATIONS", "SPACE_BEFORE", "SPACE_AFTER"),
    *("UNSPACED", "HIRAGANA", "KATAKANA", "NOT_FIRST", "NOT_LAST", "JOINERS", "RIGHT_TO_LEFT"),
    *("CONTROLS", "SURROGATES", "DIRECTIONS"),
)


def tables_module() -> str:
    """Return the source of the module that exports the tables."""
    tables = {name: getattr(text, name) for name in _SHARED} | {
        "WIDE": _ranges(lambda character: east_asian_width(character) in "WF"),
        "SPACE": _ranges(str.isspace),
        "LINE_BREAKS": _ranges(_ends_line),
    }
    return "".join(f"export const {name} = {json.dumps(value)};\n" for name, value in tables.items())


def _ends_line(character: str) -> bool:
    return f"{character}.".splitlines() == ["", "."]


def _ranges(belongs: Callable[[str], bool]) -> str:
    """Return the characters that belong, as ranges for a character class that run over unassigned characters."""
    assigned = (character for character in map(chr, range(_LAST + 1)) if category(character) != "Cn")
    runs = (list(run) for inside, run in groupby(assigned, key=belongs) if inside)
    return "".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)

"""Characters that steer instead of being seen, as ranges for a character class."""

from __future__ import annotations

import re

CONTROLS = "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"
"""Control characters, but for the line breaks of `str.splitlines` and the tab."""

SURROGATES = "\ud800-\udfff"
"""Halves of UTF-16 pairs: not characters, and UTF-8 cannot write them."""

DIRECTIONS = "\u202a-\u202e\u2066-\u2069"
"""Embeddings, overrides and isolates: they turn round the text after them."""

_BREAKS = "\x0b-\x0d\x1c-\x1e\x85\u2028\u2029"
"""The line breaks of `str.splitlines` but for the plain one."""
_UNSAFE = re.compile(f"[{CONTROLS}{_BREAKS}{DIRECTIONS}{SURROGATES}]")


def visible(text: str) -> str:
    r"""Return `text` with the characters that steer a terminal, or turn text around, as escapes; all others stay.

    >>> visible("10\u00a0000 EUR \x1b[2J")
    '10\xa0000 EUR \\u001b[2J'
    """
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)

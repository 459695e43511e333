"""Characters that steer instead of being seen, as ranges for a character class."""

from __future__ import annotations

CONTROLS = "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"
"""Control characters, but for the line breaks of `str.splitlines` and the tab."""

SURROGATES = "\ud800-\udfff"
"""Halves of UTF-16 pairs: not characters, and UTF-8 cannot write them."""

DIRECTIONS = "\u202a-\u202e\u2066-\u2069"
"""Embeddings, overrides and isolates: they turn round the text after them."""

"""Words and names are data: take out of them what a text format could read as its own structure.

What a reader sees stays. Each format escapes its own markup on top of this.
"""

from __future__ import annotations

import re

# control characters, but for the line breaks of str.splitlines and the tab
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
# half of a UTF-16 pair: not a character, and UTF-8 cannot write it
_SURROGATES = re.compile(r"[\ud800-\udfff]")
# embeddings, overrides and isolates turn round what follows; a name must not do that to the words after it
_DIRECTIONS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def encodable(text: str) -> str:
    """Return `text` with what UTF-8 cannot write replaced by the replacement character."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def clean_lines(text: str) -> tuple[str, ...]:
    r"""Return the lines of `text` that have something on them, without control characters or white space around.

    >>> clean_lines("one\r\n\n two\t2 ")
    ('one', 'two 2')
    """
    if text.isprintable():  # as nearly all text is: one line, nothing to take out
        line = text.strip()
        return (line,) if line else ()
    lines = (_CONTROLS.sub("", line).replace("\t", " ").strip() for line in encodable(text).splitlines())
    return tuple(line for line in lines if line)


def one_line(text: str) -> str:
    """Return the lines of `text` as one, with a space between them."""
    return " ".join(clean_lines(text))


def clean_name(name: str) -> str:
    """Return `name` as one line that cannot turn round the text after it."""
    return one_line(clean_direction(name))


def clean_direction(text: str) -> str:
    """Return `text` without the controls that turn round what follows them."""
    return _DIRECTIONS.sub("", text)

"""Cleaning of words and names, which are data: no character stays that a format could read as its own structure.

What a reader sees stays. Each format escapes its own markup on top of this.
"""

from __future__ import annotations

import re

from whisper_diarize.text import CONTROLS, DIRECTIONS, SURROGATES

_CONTROLS, _SURROGATES = re.compile(f"[{CONTROLS}]"), re.compile(f"[{SURROGATES}]")
# a name must not turn round the words after it
_DIRECTIONS = re.compile(f"[{DIRECTIONS}]")


def encodable(text: str) -> str:
    """Return `text` with the replacement character for all that UTF-8 cannot write."""
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
    """Return `text` without the controls that turn round the text after them."""
    return _DIRECTIONS.sub("", text)

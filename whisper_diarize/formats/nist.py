"""Fields of NIST's formats: parted by white space, never quoted."""

from __future__ import annotations

import re

from .cleaning import clean_name

# what RTTM, or pandas in pyannote's reader, takes for a missing value
_MISSING = frozenset({"", "#n/a", "#na", "-nan", "<na>", "n/a", "na", "nan", "none", "null"})
# alternatives, words that need not be there, and labels, as sctk reads them
_MARKUP = str.maketrans("{}()<>", "[][][]")


def name_field(text: str) -> str:
    """Return `text` as one field that every reader takes for a value.

    >>> name_field("Ann Lee"), name_field("None"), name_field(";; x")
    ('Ann_Lee', 'None_', '_;_x')
    """
    field = re.sub(r"\s+", "_", clean_name(text)).replace('"', "'")
    if field.startswith(";"):  # a comment
        field = f"_{field[1:]}"
    return f"{field}_" if field.lower() in _MISSING else field


def word_field(text: str) -> str:
    """Return a word as one that is scored as it is; brackets that mean something are square ones."""
    return text.translate(_MARKUP)


def seconds_field(milliseconds: int) -> str:
    """Return whole milliseconds as seconds with three decimals."""
    return f"{milliseconds / 1000:.3f}"


def channel_field(channel: int | None) -> str:
    """Return a channel, which is from 0 on, as these formats count them: from 1 on, and 1 if all were mixed.

    >>> channel_field(None), channel_field(0), channel_field(1)
    ('1', '1', '2')
    """
    return "1" if channel is None else str(channel + 1)

"""Facts about writing: the marks and the scripts of the languages that Whisper knows. Pure.

The review page has the same facts: they are put into it as data.
"""

from .controls import CONTROLS, DIRECTIONS, SURROGATES, visible
from .scripts import (
    HAN,
    HIRAGANA,
    JOINERS,
    KANA,
    KATAKANA,
    NOT_FIRST,
    NOT_LAST,
    RIGHT_TO_LEFT,
    UNSPACED,
    columns,
    continues,
    first_direction,
    is_unspaced,
    may_part,
)
from .sentences import (
    ABBREVIATIONS,
    CLAUSE_ENDS,
    CLOSERS,
    SENTENCE_ENDS,
    SPACE_AFTER,
    SPACE_BEFORE,
    ends_sentence,
)

__all__ = [
    "ABBREVIATIONS",
    "CLAUSE_ENDS",
    "CLOSERS",
    "CONTROLS",
    "DIRECTIONS",
    "HAN",
    "HIRAGANA",
    "JOINERS",
    "KANA",
    "KATAKANA",
    "NOT_FIRST",
    "NOT_LAST",
    "RIGHT_TO_LEFT",
    "SENTENCE_ENDS",
    "SPACE_AFTER",
    "SPACE_BEFORE",
    "SURROGATES",
    "UNSPACED",
    "columns",
    "continues",
    "ends_sentence",
    "first_direction",
    "is_unspaced",
    "may_part",
    "visible",
]

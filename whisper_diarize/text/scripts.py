"""The characters of the world's scripts: how wide they are, where text without spaces may break, which way it runs.

Ranges are for a character class, of Python's regular expressions and JavaScript's.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category, east_asian_width

HIRAGANA = "\u3041-\u309f"
KATAKANA = "\u30a0-\u30ff\uff66-\uff9f"
KANA = f"{HIRAGANA}{KATAKANA}\u31f0-\u31ff"
"""Half-width letters (U+FF66 ...) and the small ones of Ainu (U+31F0 ...) are written and spoken as the others are."""

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese characters. The planes 2 and 3 hold rare ones, of names; U+4DC0 ... between two ranges are no characters."""

UNSPACED = (
    "\u0e00-\u0fff"  # Thai, Lao; Tibetan, which has spaces between sentences only
    "\u1000-\u109f"  # Burmese
    "\u1780-\u17ff\u19e0-\u19ff"  # Khmer
    "\u2e80-\u30ff\u3100-\u312f\u31a0-\u33ff"  # East Asian radicals, marks, kana, bopomofo
    f"{HAN}"
    "\uff00-\uff9f"  # full-width and half-width forms
)
"""Scripts written without spaces between words, with their marks; Korean has spaces."""

# Source: JIS X 4051 and GB/T 15834, as summed up in W3C "Requirements for Japanese Text Layout", 3.1.7 and 3.1.8
NOT_FIRST = (
    "、。，．・：；？！゛゜ヽヾゝゞ々ー）］｝」』】〕〉》〗〙〟’”…‥～〜％℃"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶｧｨｩｪｫｯｬｭｮｰ､｡･｣,.!?:;)]}%»ๆฯะาำๅ"
)
"""Characters that begin no line."""
NOT_LAST = "（［｛「『【〔〈《〖〘〝‘“([{«¥$£€＄￥เแโใไ"
"""Characters that end no line."""

JOINERS = "\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
"""Characters that make one emoji of several: the joiner, variants, skin tones, tags."""
RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
"""Scripts that run from right to left: Hebrew, Arabic and others."""

_UNSPACED = re.compile(f"[{UNSPACED}]")
_JOINERS = re.compile(f"[{JOINERS}]")
_RTL = re.compile(f"[{RIGHT_TO_LEFT}]")
_LTR = re.compile(r"[^\W\d_]")


@lru_cache(maxsize=1 << 16)
def columns(text: str) -> int:
    """Return how many columns `text` takes: two for a wide character, none for an accent or a joiner.

    >>> columns("abc"), columns("字幕"), columns("e\u0301")
    (3, 4, 1)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(maxsize=1 << 12)
def _columns(character: str) -> int:
    if _JOINERS.match(character) or category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def is_unspaced(text: str) -> bool:
    """Return whether any of `text` is in a script without spaces."""
    return _UNSPACED.search(text) is not None


def may_part(before: str, after: str) -> bool:
    """Return whether a line may end between two texts that no space parts."""
    if not (_UNSPACED.match(before[-1]) or _UNSPACED.match(after[0])):
        return False
    return before[-1] not in NOT_LAST and after[0] not in NOT_FIRST and not continues(before[-1], after[0])


def continues(before: str, after: str) -> bool:
    """Return whether the character `after` makes one with `before`: an accent, or part of an emoji."""
    return category(after)[0] == "M" or before == "\u200d" or _JOINERS.match(after) is not None


def first_direction(text: str) -> str:
    """Return the direction of the first letter of `text`: `R`, `L`, or empty without letters.

    Source: Unicode Standard Annex 9, rule P2.
    """
    rtl = _RTL.search(text)
    ltr = next((found for found in _LTR.finditer(text) if not _RTL.match(found[0])), None)
    if rtl and (not ltr or rtl.start() < ltr.start()):
        return "R"
    return "L" if ltr else ""

"""Scripts: with and without spaces, to the right and to the left."""

import pytest

from whisper_diarize.text import columns, first_direction, is_unspaced, may_part


@pytest.mark.parametrize(
    "text",
    ["字", "𠮟", "かな", "カナ", "ｶﾅ", "ㇰ", "ㄅ", "ไทย", "ລາວ", "བོད", "မြန်", "ខ្មែរ", "「", "！"],
)
def test_scripts_without_spaces(text: str) -> None:
    assert is_unspaced(f"a {text}")


@pytest.mark.parametrize("text", ["", "word", "слово", "한국어", "عربي", "עברית", "हिन्दी", "…", "!"])
def test_scripts_with_spaces(text: str) -> None:
    assert not is_unspaced(text)


def test_line_may_break_between_characters_but_not_before_a_mark_or_inside_an_emoji() -> None:
    assert may_part("今", "日")
    assert not may_part("日", "。")
    assert not may_part("「", "今")
    assert not may_part("a", "b")
    assert not may_part("字", "\u200d")


def test_wide_characters_take_two_columns_and_accents_none() -> None:
    assert [columns(text) for text in ("ab", "字幕", "ｶﾅ", "e\u0301", "👍🏽")] == [2, 4, 2, 1, 2]


def test_direction_is_that_of_the_first_letter() -> None:
    assert [first_direction(text) for text in ("1 abc", "… שלום abc", "abc שלום", "12")] == ["L", "R", "L", ""]

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.dialects import agreed
from whisper_diarize.records import SavedSegment, SavedWord


def words_of(text: str, *words: str) -> list[tuple[str, object]]:
    """The words of a segment that says `text` and has `words`, one a second, after they were made to agree."""
    timed = tuple(SavedWord(word, second, second + 1) for second, word in enumerate(words))
    return [(word.text, word.start) for word in agreed(SavedSegment(text, 0, 9, timed, {})).words]


def test_words_that_say_the_text_stay_as_they_are() -> None:
    assert words_of("Hello world. ", " Hello", " world.") == [(" Hello", 0), (" world.", 1)]


def test_words_without_punctuation_take_it_from_the_text() -> None:
    assert words_of(' "Hello," said "Bob".', "Hello", "said", "Bob") == [(' "Hello,"', 0), (" said", 1), (' "Bob".', 2)]


def test_words_in_a_script_without_spaces_take_punctuation_as_well() -> None:
    assert words_of("「你好」世界。", "你好", "世界") == [("「你好」", 0), ("世界。", 1)]


def test_word_that_has_no_time_of_its_own_goes_with_the_next() -> None:
    assert words_of(" one two three", " one", " three") == [(" one", 0), (" two three", 1)]


def test_text_that_was_corrected_keeps_the_times() -> None:
    assert words_of(" Hello word", " Hallo", " Welt") == [(" Hello", 0), (" word", 1)]


def test_text_that_says_something_else_is_cut_anew() -> None:
    assert words_of(" Guten Tag.", " Hello", " my", " friends") == [(" Guten", None), (" Tag.", None)]


def test_words_that_are_the_same_but_for_case_and_marks_keep_their_times() -> None:
    assert words_of(" So: Hello there.", "hello", "there") == [(" So:", None), (" Hello", 0), (" there.", 1)]


@pytest.mark.parametrize("text", ["", " "])
def test_segment_without_text_says_its_words(text: str) -> None:
    assert words_of(text, " Hello") == [(" Hello", 0)]


@given(st.text(max_size=9), st.lists(st.text(max_size=3), max_size=4))
def test_no_character_of_the_text_is_lost(text: str, words: Any) -> None:
    found = agreed(SavedSegment(text, 0, 9, tuple(map(SavedWord, words)), {}))

    said = "".join(word.text for word in found.words)
    assert said.split() == text.split() or not words or not text.strip()

"""Marks of sentences."""

import pytest

from whisper_diarize.text import CLAUSE_ENDS, CLOSERS, SENTENCE_ENDS, ends_sentence


@pytest.mark.parametrize("mark", SENTENCE_ENDS)
def test_sentence_ends_with_a_mark_of_any_script(mark: str) -> None:
    assert ends_sentence(f"word{mark}")


@pytest.mark.parametrize("closer", CLOSERS)
def test_closing_mark_after_the_end_belongs_to_the_sentence(closer: str) -> None:
    assert ends_sentence(f"word.{closer} ")


@pytest.mark.parametrize("text", ["", "word", "word,", "”", *CLAUSE_ENDS])
def test_other_text_does_not_end_a_sentence(text: str) -> None:
    assert not ends_sentence(text)


def test_mark_is_of_one_kind_only() -> None:
    marks = SENTENCE_ENDS + CLAUSE_ENDS + CLOSERS

    assert sorted(marks) == sorted(set(marks))

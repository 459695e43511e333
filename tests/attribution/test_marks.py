"""Facts about the writing of words that say where a speaker may change."""

import pytest

from whisper_diarize import Word
from whisper_diarize.attribution.marks import has_sentences, marks_of


def words(*texts: str) -> list[Word]:
    return [Word(index, index + 1, text) for index, text in enumerate(texts)]


def spaced(text: str) -> list[Word]:
    return words(*(f" {word}" for word in text.split()))


def test_text_has_sentences_if_one_word_in_a_hundred_ends_one() -> None:
    assert has_sentences(spaced("one two. three"))
    assert not has_sentences(spaced("one two three"))
    assert not has_sentences(spaced(f"one. {'two ' * 100}"))


@pytest.mark.parametrize(
    ("text", "joint"),
    [
        ("the house", "inside"),
        ("house. The", "end"),
        ("house?” The", "end"),
        ("家。 的", "end"),
        ("house, Yes.", "capital"),
        ("house, I'm", "inside"),
        ("Yeah. of", "broken"),
        ("well... of", "end"),
        ("a.m. and", "inside"),
        ("a.m. And", "end"),
        ("Mr. Smith", "capital"),
        ("e.g. this", "inside"),
    ],
)
def test_joint_is_told_by_the_marks_beside_it(text: str, joint: str) -> None:
    assert marks_of(spaced(text)).joints == [joint]


def test_word_without_a_space_before_it_goes_on_with_the_last_one() -> None:
    marks = marks_of(words(" At", " 3", " p", ".m.", " and", " 5", " we", " 're", " here", "."))

    assert marks.joints == ["inside"] * 2 + ["piece"] + ["inside"] * 5 + ["piece"]
    assert marks.short == set()


def test_words_that_never_begin_with_a_space_are_no_pieces() -> None:
    assert marks_of(words("one", "two", "three")).joints == ["inside", "inside"]


def test_space_at_the_end_of_a_word_parts_it_from_the_next() -> None:
    assert marks_of(words(" one", " two ", "three")).joints == ["inside", "inside"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from the north Really? of Italy.", {3}),
        ("from the north Oh no. of Italy.", {3, 4}),
        ("from the north. Really? of Italy.", set()),
        ("from the north. Really? Of Italy.", set()),
        ("from the north of. italy", set()),
        ("A b c d e f. g", set()),
        ("", set()),
        ("Yes.", set()),
    ],
)
def test_remark_interrupts_a_sentence(text: str, found: set[int]) -> None:
    assert marks_of(spaced(text)).interjected == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("we all went to the lake. No. And then we went home again.", {6}),
        ("we all went to the lake. And then we do", set()),
        ("Oh I see. and", set()),
        ("Yes.", {0}),
        ("", set()),
    ],
)
def test_sentence_of_few_words_is_short(text: str, found: set[int]) -> None:
    assert marks_of(spaced(text)).short == found

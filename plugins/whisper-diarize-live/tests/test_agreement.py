from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from whisper_diarize_live.agreement import Agreement, num_agreed, plain

from whisper_diarize import Word


def said(text: str, start: float = 0.0) -> list[Word]:
    """Return words of half a second, one after the other."""
    return [Word(start + place / 2, start + (place + 1) / 2, f" {word}") for place, word in enumerate(text.split())]


def texts(words: list[Word]) -> str:
    return "".join(word.text for word in words).strip()


def test_words_are_certain_when_two_hypotheses_begin_with_them() -> None:
    agreement = Agreement()
    assert agreement.hear(said("the cat sat")) == []
    assert texts(agreement.hear(said("The cat, sad on"))) == "The cat,"
    assert texts(agreement.tentative) == "sad on"


def test_certain_words_are_not_heard_again() -> None:
    agreement = Agreement()
    agreement.hear(said("the cat sat"))
    agreement.hear(said("the cat sat on the mat"))
    assert texts(agreement.hear(said("the cat sat on the mat"))) == "on the mat"
    assert texts(agreement.certain) == "the cat sat on the mat"


def test_words_that_come_again_a_little_later_are_left_out() -> None:
    agreement = Agreement()
    agreement.hear(said("on the mat"))
    agreement.hear(said("on the mat"))
    agreement.hear(said("the mat was red", start=1.2))
    assert texts(agreement.tentative) == "was red"


def test_the_same_words_much_later_are_kept() -> None:
    agreement = Agreement()
    agreement.hear(said("yes"))
    agreement.hear(said("yes"))
    agreement.hear(said("yes", start=9.0))
    assert texts(agreement.tentative) == "yes"


def test_at_the_end_the_last_hypothesis_is_certain() -> None:
    agreement = Agreement()
    agreement.hear(said("the cat"))
    assert texts(agreement.settle()) == "the cat"
    assert agreement.tentative == []


WORDS = st.lists(st.sampled_from(["a", "b", "b,", "B", "c"]), max_size=8).map(" ".join)


@given(st.lists(st.tuples(WORDS, st.floats(0, 3)), max_size=8))
def test_certain_words_never_change_and_are_in_order(hypotheses: list[tuple[str, float]]) -> None:
    agreement, before = Agreement(), list[Word]()
    for text, start in hypotheses:
        new = agreement.hear(said(text, start))
        assert agreement.certain == [*before, *new]
        before = list(agreement.certain)
    starts = [word.start for word in before]
    assert starts == sorted(starts)
    assert all(word.end <= after.start for word, after in pairwise(before))


@given(WORDS, WORDS)
def test_agreement_is_mutual(one: str, other: str) -> None:
    assert num_agreed(said(one), said(other)) == num_agreed(said(other), said(one))


def test_neither_case_nor_punctuation_matters() -> None:
    assert plain(" Mat.") == plain("mat") == "mat"
    assert plain("...") == "..."

"""The alignment has the fewest edits that any alignment can have, checked by brute force."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.scoring.alignment import align
from whisper_diarize.scoring.annotation import SaidWord


def said(text: str, start: float, length: float = 1.0) -> SaidWord:
    return SaidWord(start, start + length, text, "ann")


def row(texts: Sequence[str]) -> list[SaidWord]:
    return [said(text, index) for index, text in enumerate(texts)]


words = st.lists(st.builds(said, st.sampled_from("abc"), st.integers(0, 8)), max_size=7).map(
    lambda found: sorted(found, key=lambda word: word.start)
)


def fewest_edits(reference: list[SaidWord], hypothesis: list[SaidWord], within: float) -> int:
    """By the definition: every way to pair words in order, none farther apart than `within`."""

    @cache
    def edits(i: int, j: int) -> int:
        if i == len(reference) or j == len(hypothesis):
            return len(reference) - i + len(hypothesis) - j
        best = 1 + min(edits(i + 1, j), edits(i, j + 1))
        if abs(reference[i].start - hypothesis[j].start) <= within:
            best = min(best, (reference[i].text != hypothesis[j].text) + edits(i + 1, j + 1))
        return best

    return edits(0, 0)


@given(words, words, st.sampled_from([0, 1, 2.5, 100]))
def test_no_alignment_has_fewer_edits(reference: Any, hypothesis: Any, within: float) -> None:
    pairs = align(reference, hypothesis, within=within)

    wrong = sum(reference[i].text != hypothesis[j].text for i, j in pairs)
    edits = wrong + len(reference) + len(hypothesis) - 2 * len(pairs)
    assert edits == fewest_edits(reference, hypothesis, within)


@given(words, words, st.sampled_from([0, 1, 2.5, 100]))
def test_pairs_are_in_order_used_once_and_within_reach(reference: Any, hypothesis: Any, within: float) -> None:
    pairs = align(reference, hypothesis, within=within)

    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
    assert all(abs(reference[i].start - hypothesis[j].start) <= within for i, j in pairs)


def test_same_words_are_paired() -> None:
    assert align(row("abc"), row("abc"), within=5) == [(0, 0), (1, 1), (2, 2)]


def test_missing_and_additional_words_have_no_pair() -> None:
    assert align(row("abcd"), [said("a", 0), said("c", 2), said("d", 3), said("e", 4)], within=0.5) == [
        (0, 0),
        (2, 1),
        (3, 2),
    ]


def test_of_equal_words_the_one_nearest_in_time_is_the_pair() -> None:
    assert align([said("yes", 4)], [said("yes", 1), said("yes", 4.2), said("yes", 8)], within=5) == [(0, 1)]


def test_words_too_far_apart_are_no_pair() -> None:
    assert align([said("yes", 0)], [said("yes", 6)], within=5) == []

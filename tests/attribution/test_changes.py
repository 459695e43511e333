"""Where a change of speaker is cheap, and where it costs."""

from dataclasses import replace

import pytest

from whisper_diarize import Word
from whisper_diarize.attribution.changes import PIECE_COST, Costs
from whisper_diarize.attribution.changes import costs_between as costs_between_marked
from whisper_diarize.attribution.marks import marks_of

COSTS = Costs(change=8.0, sentence=4.0, capital=2.0, pause=3.0, together=5.0, squeezed=1.5, broken=2.5, reply=0.0)


def costs_between(words: list[Word], excesses: list[float], costs: Costs) -> tuple[list[float], list[float]]:
    return costs_between_marked(words, marks_of(words), excesses, costs)


def between(one: str, two: str, *, gap: float = 0.0, excess: float = 0.0, seconds: float = 0.4) -> tuple[float, float]:
    words = [Word(1, 1 + seconds, f" {one}"), Word(1 + seconds + gap, 3 + gap, f" {two}")]
    stay, change = costs_between(words, [0.0, excess], COSTS)
    return stay[0], change[0]


@pytest.mark.parametrize(
    ("one", "two", "change"),
    [
        ("the", "house", 8.0),
        ("house.", "The", 4.0),
        ("house?”", "The", 4.0),
        ("家。", "的", 4.0),
        ("house,", "the", 8.0),
        ("the", "Yes.", 6.0),
        ("house,", "Yes.", 6.0),
    ],
)
def test_change_costs_less_at_ends_and_before_capitals(one: str, two: str, change: float) -> None:
    assert between(one, two) == (0.0, change)


def test_pause_makes_a_change_cheaper_by_its_length_up_to_a_second() -> None:
    assert [between("a", "b", gap=gap)[1] for gap in (0.5, 1.0, 30.0)] == [6.5, 5.0, 5.0]


def test_pause_that_hides_in_a_stretched_word_counts() -> None:
    assert between("a", "b", excess=0.5)[1] == 6.5


def test_nobody_says_two_words_at_once() -> None:
    words = [Word(0, 1, " one"), Word(0.5, 1.5, " two")]

    assert costs_between(words, [0.0, 0.0], COSTS)[0] == [5.0]


def test_word_cut_shorter_than_it_can_be_said_speaks_for_a_change() -> None:
    assert between("interesting", "yes", seconds=0.1)[0] == 1.5


def test_sentence_that_goes_on_after_an_end_speaks_for_a_change() -> None:
    assert between("Yeah.", "of")[0] == 2.5


def test_nothing_is_between_one_word_and_none() -> None:
    assert costs_between([], [], COSTS) == ([], [])
    assert costs_between([Word(0, 1, " a")], [0.0], COSTS) == ([], [])


def test_going_on_before_and_after_a_sentence_of_few_words_costs_something() -> None:
    texts = ["We", "went", "to", "the", "old", "lake.", "No.", "And", "then", "we", "all", "went", "home", "again."]
    words = [Word(index * 0.3, index * 0.3 + 0.3, f" {text}") for index, text in enumerate(texts)]

    stay, _ = costs_between(words, [0.0] * len(words), replace(COSTS, reply=0.7))

    assert [index for index, cost in enumerate(stay) if cost == 0.7] == [5, 6]


def test_nobody_else_goes_on_inside_a_word() -> None:
    words = [Word(0, 0.1, " a"), Word(0.1, 0.1, ".m."), Word(0.1, 0.4, " and")]

    stay, change = costs_between(words, [0.0] * 3, COSTS)

    assert (stay[0], change[0]) == (0.0, PIECE_COST)

"""Words and turns in which the speaker of a word hangs on the words around it."""

import os
import subprocess
import sys
from collections.abc import Sequence

import numpy as np
import pytest

from whisper_diarize import Diarization, SpeakerScores, Stretch, Turn, Word
from whisper_diarize.attribution import Viterbi, ViterbiOptions
from whisper_diarize.attribution.calibration import BY_SCORES, BY_TURNS, Table, calibrated
from whisper_diarize.records import AttributedWord


def said(text: str, start: float, *lengths: float) -> list[Word]:
    """Words that follow each other from `start` on, each as long as said (0.3 s)."""
    found = []
    for index, word in enumerate(text.split()):
        end = start + (lengths[index] if lengths else 0.3)
        found.append(Word(start, end, f" {word}"))
        start = end
    return found


def given(words: Sequence[Word], *turns: Turn) -> list[AttributedWord]:
    return Viterbi().attribute(words, Diarization(turns))


def stretch(first: int, *values: int) -> Stretch:
    return Stretch(first, np.array(values, np.uint8))


def speakers(words: Sequence[Word], *turns: Turn) -> str:
    return " ".join(word.speaker for word in given(words, *turns))  # type: ignore[misc]  # a kind that only runs can tell


def test_last_word_of_a_sentence_stays_with_its_speaker_although_the_turn_ends_too_soon() -> None:
    words = [*said("That is all I wanted.", 0), *said("And what about you?", 1.6)]

    # the turn should end at 1.5; overlap gives the word to the other
    assert speakers(words, Turn(0, 1.3, "a"), Turn(1.3, 3, "b")) == "a a a a a b b b b"


def test_first_word_of_a_sentence_goes_with_it_although_the_turn_begins_too_late() -> None:
    words = [*said("That is all I wanted.", 0), *said("And what about you?", 1.6)]

    assert speakers(words, Turn(0, 1.78, "a"), Turn(1.78, 3, "b")) == "a a a a a b b b b"


def test_remark_in_the_middle_of_a_turn_is_kept() -> None:
    words = [*said("we went to the lake and", 0), *said("Yeah.", 1.8), *said("stayed there for a week.", 2.1)]

    assert speakers(words, Turn(0, 3.6, "a"), Turn(1.8, 2.1, "b")) == "a a a a a a b a a a a a"


def test_remark_between_two_turns_is_kept() -> None:
    words = [*said("We went to the lake.", 0), *said("Right.", 1.9), *said("And it was cold.", 2.5)]

    assert speakers(words, Turn(0, 1.5, "a"), Turn(1.9, 2.2, "b"), Turn(2.5, 3.7, "a")) == "a a a a a b a a a a"


def test_remark_that_the_diarizer_missed_goes_to_somebody_else() -> None:
    words = [*said("Hello there.", 0), *said("Hi you.", 2), *said("from the north", 4), *said("Really? of Italy.", 4.9)]

    found = speakers(words, Turn(0, 0.6, "b"), Turn(2, 2.6, "a"), Turn(4, 5.8, "a"))

    assert found == "b b a a a a a b a a"


def test_word_that_is_stretched_over_a_pause_is_given_by_the_part_that_can_be_it() -> None:
    words = [*said("We are done.", 0), Word(0.9, 3.1, " Good,"), *said("then we go.", 3.1)]

    assert speakers(words, Turn(0, 0.9, "a"), Turn(2.7, 4, "b")) == "a a a b b b b"


def test_quick_alternation_is_followed() -> None:
    words = [*said("Yes.", 0), *said("No.", 0.4), *said("Yes.", 0.8), *said("No.", 1.2)]

    turns = [Turn(0.4 * number, 0.4 * number + 0.3, "ab"[number % 2]) for number in range(4)]
    assert speakers(words, *turns) == "a b a b"


def test_words_said_at_once_are_two_peoples() -> None:
    words = [Word(0, 0.6, " one"), Word(0.1, 0.7, " two"), Word(0.6, 1.2, " three"), Word(0.7, 1.3, " four")]

    assert speakers(words, Turn(0, 1.2, "a"), Turn(0.1, 1.3, "b")) == "a b a b"


def test_clear_word_is_sure_and_one_between_two_speakers_is_not() -> None:
    words = [*said("this is mine", 0), Word(1.1, 1.3, " whose"), *said("that is yours", 1.5)]

    found = given(words, Turn(0, 1.15, "a"), Turn(1.25, 3, "b"))

    assert found[0].speaker_confidence > 0.95  # type: ignore[operator]  # a number here
    assert found[-1].speaker_confidence > 0.95  # type: ignore[operator]  # a number here
    assert found[3].speaker_confidence < 0.9  # type: ignore[operator]  # a number here
    assert {found[3].speaker, found[3].runner_up} == {"a", "b"}


def test_word_in_overlapping_talk_says_who_else_talks() -> None:
    (found,) = given([Word(1, 1.4, " so")], Turn(0, 4, "a"), Turn(0.5, 3, "b"))

    assert found.overlap
    assert {found.speaker, *found.other_speakers} == {"a", "b"}


def test_word_of_one_speaker_alone_has_no_other_speakers() -> None:
    (found,) = given([Word(1, 1.4, " so")], Turn(0, 4, "a"), Turn(10, 12, "b"))

    assert (found.overlap, found.other_speakers, found.runner_up, found.reason, found.gap) == (
        False,
        (),
        None,
        "overlap",
        0.0,
    )


def test_word_without_speech_under_it_is_flagged_and_says_how_far_the_turn_is() -> None:
    found = given([Word(1, 1.4, " so"), Word(5, 5.4, " Thanks.")], Turn(0, 2, "a"))

    assert [word.no_speech for word in found] == [False, True]
    assert (found[1].speaker, found[1].reason) == ("a", "nearest")
    assert found[1].gap == pytest.approx(3.0)


def test_without_turns_nobody_has_a_word() -> None:
    (found,) = given([Word(1, 1.4, " so")])

    assert (found.speaker, found.reason, found.speaker_confidence) == (None, "no turns", None)


def test_without_words_there_is_nothing() -> None:
    assert given([], Turn(0, 1, "a")) == []


def test_same_input_gives_the_same_result() -> None:
    words = said("one two three four", 0)
    turns = (Turn(0, 0.7, "a"), Turn(0.5, 1.2, "b"))

    assert given(words, *turns) == given(words, *turns)


def test_options_change_what_is_decided() -> None:
    words = [*said("That is all I wanted.", 0), *said("And what about you?", 1.6)]
    turns = Diarization((Turn(0, 1.3, "a"), Turn(1.3, 3, "b")))

    free = ViterbiOptions(change=0.0, broken=0.0, squeezed=0.0, together=0.0, reply=0.0)

    assert [word.speaker for word in Viterbi(free).attribute(words, turns)][4] == "b"


@pytest.mark.parametrize("table", [BY_TURNS, BY_SCORES])
def test_calibration_never_falls_and_keeps_its_ends(table: Table) -> None:
    shares = [calibrated(number / 1000, table) for number in range(1001)]

    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (table[0][1], table[-1][1])
    assert all(0 <= share <= 1 for share in shares)


def test_numpy_is_not_needed() -> None:
    code = (
        "import sys; from whisper_diarize.attribution import Viterbi;"
        "from whisper_diarize import Diarization, Turn, Word;"
        "Viterbi().attribute([Word(0, 1, ' a')], Diarization((Turn(0, 1, 'x'),))); print('numpy' in sys.modules)"
    )
    line = [sys.executable, "-c", code]

    assert subprocess.run(line, capture_output=True, text=True, check=True, env=os.environ).stdout == "False\n"


def test_remark_that_no_turn_shows_goes_to_who_is_heard_there() -> None:
    words = [*said("we went to the lake yeah and stayed for a week", 0), *said("how nice", 5)]
    turns = (Turn(0, 3.3, "a"), Turn(5, 5.6, "c"))

    def decided(of_a: int, of_c: int) -> str:
        """With these scores at 1.5 s; frames are 0.1 s."""
        a = stretch(0, *[255] * 15, *[of_a] * 3, *[255] * 15)
        scores = SpeakerScores(0.1, 0.05, {"a": (a,), "c": (stretch(15, *[of_c] * 3), stretch(50, *[255] * 6))})
        return " ".join(word.speaker for word in Viterbi().attribute(words, Diarization(turns, scores=scores)))  # type: ignore[misc]  # a kind that only runs can tell

    assert speakers(words, *turns) == "a a a a a a a a a a a c c"
    assert decided(153, 102) == "a a a a a a a a a a a c c"
    assert decided(25, 230) == "a a a a a c a a a a a c c"


def test_scores_that_say_what_turns_say_change_nothing() -> None:
    words = [*said("That is all I wanted.", 0), *said("And what about you?", 1.6)]
    turns = (Turn(0, 1.5, "a"), Turn(1.6, 3, "b"))
    scores = SpeakerScores(0.1, 0.05, {"a": (stretch(0, *[255] * 15),), "b": (stretch(16, *[255] * 14),)})

    found = Viterbi().attribute(words, Diarization(turns, scores=scores))

    assert [word.speaker for word in found] == [word.speaker for word in given(words, *turns)]


def test_speaker_who_has_scores_but_no_turn_gets_no_word() -> None:
    scores = SpeakerScores(0.1, 0.05, {"ghost": (stretch(0, *[255] * 30),)})

    found = Viterbi().attribute(said("one two three", 0), Diarization((Turn(0, 1, "a"),), scores=scores))

    assert {word.speaker for word in found} == {"a"}


def test_sentence_of_few_words_inside_a_turn_is_somebody_elses_where_somebody_may_have_been_missed() -> None:
    words = [*said("Is there anything that we forgot?", 0), *said("No.", 2.2), *said("Then we can go home.", 2.9)]
    turns = (Turn(0, 1.8, "a"), Turn(2.9, 4.4, "a"), Turn(5, 8, "b"), Turn(10, 12, "b"))

    assert speakers(words, *turns) == "a a a a a a b a a a a a"


def test_fragments_of_a_turn_are_one() -> None:
    words = said("this is all mine", 0)
    whole, cut = Turn(0, 1.2, "a"), (Turn(0, 0.5, "a"), Turn(0.52, 0.9, "a"), Turn(0.93, 1.2, "a"))

    assert given(words, whole, Turn(3, 4, "b")) == given(words, *cut, Turn(3, 4, "b"))

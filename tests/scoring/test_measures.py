"""Measures of cases that are worked out by hand."""

import pytest

from tests.fakes.optional import present
from whisper_diarize import OptionError, Turn
from whisper_diarize.scoring import Annotation, Rules, SaidWord, score
from whisper_diarize.scoring.annotation import make_annotation

# Ann talks from 0 to 10 and Bob from 10 to 20; four words each, a second long
REFERENCE_TURNS = [Turn(0, 10, "ann"), Turn(10, 20, "bob")]
REFERENCE_WORDS = [
    SaidWord(start, start + 1, text, speaker)
    for start, text, speaker in (
        *((0, "one", "ann"), (3, "two", "ann"), (6, "three", "ann"), (9, "four", "ann")),
        *((10, "five", "bob"), (13, "six", "bob"), (16, "seven", "bob"), (19, "eight", "bob")),
    )
]


def reference(*, words: bool = True) -> Annotation:
    return make_annotation("", REFERENCE_WORDS if words else None, REFERENCE_TURNS)


def said_by(*speakers: str) -> list[SaidWord]:
    return [SaidWord(word.start, word.end, word.text, s) for word, s in zip(REFERENCE_WORDS, speakers, strict=True)]


def test_perfect_hypothesis_with_other_names_has_no_errors() -> None:
    hypothesis = make_annotation("", said_by(*"xxxxyyyy"), [Turn(0, 10, "x"), Turn(10, 20, "y")])

    scores = score(reference(), hypothesis)

    assert (
        present(scores.diarization).der,
        present(scores.diarization).jer,
        present(scores.cpwer).rate,
        present(scores.tcpwer).rate,
    ) == (0, 0, 0, 0)
    assert (present(scores.words).rate, scores.speaker_count_error, scores.edges.median, scores.edges.missed) == (
        0,
        0,
        0,
        0,
    )


def test_der_counts_missed_false_and_confused_seconds() -> None:
    # 1 s of Bob is given to x, 2 s of Bob are missed, 3 s after the end are made up: 6 of 20 s
    hypothesis = make_annotation("", None, [Turn(0, 11, "x"), Turn(11, 18, "y"), Turn(20, 23, "y")])

    found = score(reference(words=False), hypothesis).diarization

    assert (present(found).total, present(found).missed, present(found).false_alarm, present(found).confusion) == (
        20,
        2,
        3,
        1,
    )
    assert present(found).der == pytest.approx(6 / 20)


def test_jer_is_the_mean_over_speakers() -> None:
    hypothesis = make_annotation("", None, [Turn(0, 11, "x"), Turn(11, 18, "y"), Turn(20, 23, "y")])

    # Ann: 11 s together, 1 s not hers. Bob: 13 s together (10 to 23), of which 7 s are both's
    assert present(score(reference(words=False), hypothesis).diarization).jer == pytest.approx((1 / 11 + 6 / 13) / 2)


def test_collar_is_that_of_md_eval_so_many_seconds_on_each_side() -> None:
    hypothesis = make_annotation("", None, [Turn(0, 10.5, "x"), Turn(10.5, 20, "y")])

    found = [score(reference(words=False), hypothesis, Rules(collar=c)).diarization for c in (0, 0.25, 0.5)]

    assert [present(parts).confusion for parts in found] == pytest.approx([0.5, 0.25, 0])
    assert [present(parts).total for parts in found] == pytest.approx([20, 19, 18])


def test_overlap_is_scored_or_left_out() -> None:
    truth = make_annotation("", None, [Turn(0, 10, "ann"), Turn(8, 20, "bob")])
    hypothesis = make_annotation("", None, [Turn(0, 10, "x"), Turn(10, 20, "y")])

    found = [score(truth, hypothesis, Rules(skip_overlap=skip)).diarization for skip in (False, True)]

    assert [(present(parts).missed, present(parts).total) for parts in found] == [(2, 22), (0, 18)]


def test_wder_is_the_share_of_words_with_the_wrong_person() -> None:
    hypothesis = make_annotation("", said_by(*"xxxyyyyy"), [Turn(0, 20, "x")])

    words = score(reference(), hypothesis).words

    assert (present(words).wrong, present(words).paired, present(words).rate) == (1, 8, 1 / 8)


def test_wder_counts_a_misheard_word_by_its_speaker() -> None:
    misheard = [SaidWord(w.start, w.end, w.text if w.text != "two" else "too", w.speaker) for w in said_by(*"xyxxyyyy")]

    words = score(reference(), make_annotation("", misheard, None)).words

    assert (present(words).wrong, present(words).paired) == (1, 8)


def test_wder_leaves_out_missing_and_additional_words() -> None:
    hypothesis = [*said_by(*"xxxxyyyy")[1:], SaidWord(30, 31, "nine", "y")]

    words = score(reference(), make_annotation("", hypothesis, None)).words

    assert (present(words).wrong, present(words).paired, present(words).missing, present(words).additional) == (
        0,
        7,
        1,
        1,
    )


def test_word_of_nobody_is_wrong_even_if_nobody_has_more_words_than_anybody() -> None:
    hypothesis = make_annotation("", said_by("", "", "", "", *"yyyy"), [Turn(10, 20, "y")])

    scores = score(reference(), hypothesis)

    assert (present(scores.words).wrong, scores.speaker_count_error) == (4, -1)


def test_cpwer_counts_a_word_with_the_wrong_person_as_missing_and_additional() -> None:
    scores = score(reference(), make_annotation("", said_by(*"xxxyyyyy"), None))

    assert (present(scores.cpwer).rate, present(scores.cpwer).deletions, present(scores.cpwer).insertions) == (
        2 / 8,
        1,
        1,
    )


def test_tcpwer_minds_the_time_and_cpwer_does_not() -> None:
    late = [SaidWord(w.start + 40, w.end + 40, w.text, w.speaker) for w in REFERENCE_WORDS]

    scores = score(reference(), make_annotation("", late, None))

    assert (present(scores.cpwer).rate, present(scores.tcpwer).rate, present(scores.words).rate) == (0, 2, None)


def test_punctuation_and_case_are_not_compared() -> None:
    loud = [SaidWord(word.start, word.end, f" {word.text.upper()}?!", "x") for word in REFERENCE_WORDS]

    assert present(score(reference(), make_annotation("", loud, None)).cpwer).substitutions == 0


@pytest.mark.parametrize(("speakers", "error"), [("xxxxxxxx", -1), ("xxzxyyyy", 1)])
def test_speaker_count_error_says_how_many_too_many(speakers: str, error: int) -> None:
    assert score(reference(), make_annotation("", said_by(*speakers), None)).speaker_count_error == error


def test_turn_edges_are_compared_with_those_of_the_matched_speaker() -> None:
    hypothesis = make_annotation("", None, [Turn(0.25, 10.5, "x"), Turn(10.5, 25, "y")])

    edges = score(reference(words=False), hypothesis).edges

    # ann's 0.25 and 0.5, bob's 0.5; bob's end is 5 s away: missed
    assert (edges.median, edges.ninety, edges.missed, edges.edges) == (0.5, 0.5, 1, 4)


def test_edges_of_a_speaker_without_a_match_are_missed() -> None:
    edges = score(reference(words=False), make_annotation("", None, [Turn(0, 10, "x")])).edges

    assert (edges.median, edges.missed, edges.edges) == (0, 2, 4)


def test_confusion_has_reference_speakers_as_rows() -> None:
    scores = score(reference(), make_annotation("", said_by(*"xxxyyyyy"), [Turn(0, 10, "x"), Turn(9, 20, "y")]))

    assert (present(scores.words).confusion.rows, present(scores.words).confusion.columns) == (
        ("ann", "bob"),
        ("x", "y"),
    )
    assert present(scores.words).confusion.counts == ((3, 1), (0, 4))
    assert scores.seconds.counts == ((10, 1), (0, 10))


def test_without_words_on_both_sides_a_note_says_what_is_left_out() -> None:
    scores = score(reference(), make_annotation("", None, REFERENCE_TURNS))

    assert (scores.words, scores.cpwer, scores.tcpwer) == (None, None, None)
    assert scores.notes == ("without words on both sides there is no cpWER, tcpWER and WDER",)


def test_silence_against_silence_has_no_errors() -> None:
    nothing = make_annotation("", [], [])

    scores = score(nothing, nothing)

    assert (
        present(scores.diarization).der,
        present(scores.words).rate,
        present(scores.cpwer).rate,
        scores.edges.edges,
    ) == (0, None, None, 0)


def test_silence_against_talk_misses_all_of_it() -> None:
    scores = score(reference(), make_annotation("", [], []))

    assert (
        present(scores.diarization).der,
        present(scores.cpwer).rate,
        present(scores.words).missing,
        scores.edges.missed,
    ) == (1, 1, 8, 4)


def test_negative_collar_is_refused() -> None:
    with pytest.raises(OptionError, match="0 or more"):
        Rules(collar=-1)

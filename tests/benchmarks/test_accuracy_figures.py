import numpy as np
import pytest
from whisper_diarize_train.dialogues import DialogueScore

from tests.benchmarks.accuracy_answers import AGAINST, AGAINST_GIVEN, Scored
from tests.benchmarks.accuracy_figures import answer_of, differences, interval, row_of, rows_of
from whisper_diarize.models.accuracy import FOUND, GIVEN


def one(wrong: float, speech: float = 100.0, off: int = 0) -> DialogueScore:
    return DialogueScore(speech, wrong / 2, wrong / 4, wrong / 4, 1, int(off == 0), off)


def scored(title: str, speakers: int, **answers: DialogueScore) -> Scored:
    return Scored(title, 120.0, speakers, {name.replace("_", " "): score for name, score in answers.items()}, {})


def test_rates_are_of_sums() -> None:
    answer = answer_of([one(10.0), one(60.0, speech=300.0, off=2)])

    assert (answer.der, answer.missed, answer.false_alarm, answer.confused) == (17.5, 8.75, 4.38, 4.38)
    assert (answer.right, answer.off_by) == (1, 1.0)


def test_the_rate_with_pauses_filled_is_a_rate_of_sums_too() -> None:
    assert answer_of([one(10.0)] * 2, [one(5.0), one(9.0, speech=40.0)]).bridged == 10.0
    assert answer_of([one(10.0)]).bridged is None


@pytest.mark.parametrize(("recordings", "told"), [(1, False), (3, False), (4, True)])
def test_few_recordings_have_no_interval(recordings: int, told: bool) -> None:
    assert (answer_of([one(10.0)] * recordings).interval is not None) is told


def test_the_interval_holds_the_rate_and_shrinks_with_more_recordings() -> None:
    rng = np.random.default_rng(0)
    few, many = rng.uniform(10, 50, 8), rng.uniform(10, 50, 200)

    (low, high), (closer, closer_high) = (interval(errors, np.full(len(errors), 100.0)) for errors in (few, many))

    assert low < few.mean() < high
    assert closer < many.mean() < closer_high
    assert closer_high - closer < (high - low) / 3


def test_recordings_all_alike_leave_no_doubt() -> None:
    assert interval(np.full(5, 20.0), np.full(5, 100.0)) == (20.0, 20.0)


def test_ordinary_dialogues_are_also_told_apart_by_their_speakers() -> None:
    scores = [scored(f"ordinary {n}", speakers, found=one(10.0)) for n, speakers in enumerate((2, 3, 2))]

    assert [(row.title, row.recordings) for row in rows_of("ordinary", scores, apart=True)] == [
        ("simulated, noise 12 to 30 dB below the speech, 3 dialogues", 3),
        ("- with two speakers: 2", 2),
        ("- with three speakers: 1", 1),
    ]
    assert len(rows_of("ordinary", scores, apart=False)) == 1


def test_a_row_has_no_answers_of_another_model() -> None:
    row = row_of("x", [Scored("x", 90.0, 2, {FOUND: one(1.0), AGAINST: one(2.0), AGAINST_GIVEN: one(3.0)}, {})])

    assert list(row.answers) == [FOUND]
    assert row.minutes == 1.5


def test_differences_are_paired_over_the_dialogues_of_a_kind() -> None:
    scores = [
        Scored(
            f"noisy {n}",
            90.0,
            2,
            {FOUND: one(wrong), GIVEN: one(wrong), AGAINST: one(wrong + 5), AGAINST_GIVEN: one(wrong)},
            {},
        )
        for n, wrong in enumerate((10.0, 40.0, 70.0, 20.0))
    ]

    assert list(differences([*scores, scored("`interview`", 2, found=one(1.0))])) == [
        "more than the other model, noisy: number found -5.0 [-5.0, -5.0], given +0.0 [+0.0, +0.0]"
    ]


@pytest.mark.parametrize("title", ["real telephone conversation, 30 s, 2 speakers", "`interview`"])
def test_a_single_recording_differs_without_an_interval(title: str) -> None:
    answers = {FOUND: one(10.0), GIVEN: one(10.0), AGAINST: one(9.0), AGAINST_GIVEN: one(10.0)}

    (told,) = differences([Scored(title, 30.0, 2, answers, {})])

    assert told == f"more than the other model, {title}: number found +1.0, given +0.0"

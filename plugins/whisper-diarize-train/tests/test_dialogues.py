import numpy as np
import pytest
from whisper_diarize_train.dialogues import (
    bridge_pauses,
    one_speaker_everywhere,
    one_speaker_in_speech,
    score,
    true_turns,
)
from whisper_diarize_train.simulator import Mixture

from whisper_diarize import Turn

TRUTH = (Turn(0.0, 6.0, "ann"), Turn(5.0, 8.0, "ben"))


def test_the_true_turns_of_a_mixture_are_its_activity() -> None:
    activity = np.zeros((1000, 2), dtype=bool)
    activity[:600, 0] = True
    activity[500:800, 1] = True

    assert true_turns(Mixture(np.zeros(160000, np.float32), activity, ("ann", "ben"))) == (
        Turn(0.0, 6.0, "true0"),
        Turn(5.0, 8.0, "true1"),
    )


def test_the_true_turns_have_no_error() -> None:
    result = score(TRUTH, TRUTH)

    assert result.rate == pytest.approx(0)
    assert result.speech == pytest.approx(9)
    assert (result.right_counts, result.count_errors, result.dialogues) == (1, 0, 1)


def test_one_speaker_in_speech_misses_the_overlap_and_confuses_the_second() -> None:
    result = score(TRUTH, one_speaker_in_speech(TRUTH))

    assert (result.missed, result.false_alarm, result.confusion) == pytest.approx((1, 0, 2))
    assert (result.right_counts, result.count_errors) == (0, 1)


def test_one_speaker_in_speech_is_silent_where_nobody_talks() -> None:
    apart = (Turn(7.0, 8.0, "ben"), Turn(0.0, 3.0, "ann"), Turn(1.0, 2.0, "ben"))

    assert one_speaker_in_speech(apart) == (Turn(0.0, 3.0, "one"), Turn(7.0, 8.0, "one"))


def test_pauses_are_bridged_up_to_a_length_and_within_a_speaker() -> None:
    turns = (Turn(0.0, 1.0, "ann"), Turn(1.2, 2.0, "ben"), Turn(1.5, 3.0, "ann"), Turn(3.6, 4.0, "ann"))

    assert bridge_pauses(turns, 0.5) == (Turn(0.0, 3.0, "ann"), Turn(1.2, 2.0, "ben"), Turn(3.6, 4.0, "ann"))


def test_one_speaker_everywhere_also_talks_in_silence() -> None:
    result = score(TRUTH, one_speaker_everywhere(10.0))

    assert (result.missed, result.false_alarm, result.confusion) == pytest.approx((1, 2, 2))


def test_who_hears_nobody_misses_everything() -> None:
    result = score(TRUTH, ())

    assert (result.rate, result.count_errors) == (pytest.approx(1), 2)  # type: ignore[comparison-overlap]  # equal all the same: approx, or a dtype and its class


def test_scores_add_up() -> None:
    total = score(TRUTH, TRUTH) + score(TRUTH, one_speaker_in_speech(TRUTH))

    assert total.rate == pytest.approx(3 / 18)
    assert (total.right_counts, total.count_errors, total.dialogues) == (1, 1, 2)

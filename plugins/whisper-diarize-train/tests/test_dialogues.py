import numpy as np
import pytest
from whisper_diarize_train import dialogues as module
from whisper_diarize_train.corpus import Corpus
from whisper_diarize_train.dialogues import (
    draw_dialogues,
    one_speaker_everywhere,
    one_speaker_in_speech,
    score,
    true_turns,
)
from whisper_diarize_train.simulator import Mixture, Simulator


@pytest.fixture
def dialogue() -> Mixture:
    """Ann talks for 6 s, Ben for 3 s from the fifth second on, of 10 s."""
    activity = np.zeros((1000, 2), dtype=bool)
    activity[:600, 0] = True
    activity[500:800, 1] = True
    return Mixture(np.zeros(160000, np.float32), activity, ("ann", "ben"))


def test_the_true_turns_have_no_error(dialogue: Mixture):
    result = score(dialogue, true_turns(dialogue))

    assert result.rate == pytest.approx(0)
    assert result.speech == pytest.approx(9)
    assert (result.right_counts, result.dialogues) == (1, 1)


def test_one_speaker_in_speech_misses_the_overlap_and_confuses_the_second(dialogue: Mixture):
    result = score(dialogue, one_speaker_in_speech(dialogue))

    assert (result.missed, result.false_alarm, result.confusion) == pytest.approx((1, 0, 2))
    assert result.right_counts == 0


def test_one_speaker_everywhere_also_talks_in_silence(dialogue: Mixture):
    result = score(dialogue, one_speaker_everywhere(dialogue))

    assert (result.missed, result.false_alarm, result.confusion) == pytest.approx((1, 2, 2))


def test_scores_add_up(dialogue: Mixture):
    total = score(dialogue, true_turns(dialogue)) + score(dialogue, one_speaker_in_speech(dialogue))

    assert total.rate == pytest.approx(3 / 18)
    assert (total.right_counts, total.dialogues) == (1, 2)


def test_dialogues_have_two_to_five_speakers_in_turn(corpus: Corpus, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "LEAST_SECONDS_OF_SPEECH", 1.0)

    dialogues = draw_dialogues(Simulator.of_split(corpus, "train", 0), "train", 4, seed=0)

    assert [dialogue.activity.shape[1] for dialogue in dialogues] == [2, 3, 4, 5]
    assert all(90 <= len(dialogue.samples) / 16000 <= 120 for dialogue in dialogues)

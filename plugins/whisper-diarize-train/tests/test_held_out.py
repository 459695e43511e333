from itertools import pairwise

import numpy as np
import pytest
from whisper_diarize_train import held_out
from whisper_diarize_train.corpus import Corpus
from whisper_diarize_train.held_out import draw_dialogues, plan_talk

from whisper_diarize import OptionError

SHORT = (20.0, 30.0)


@pytest.fixture(autouse=True)
def short_clips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_out, "MIN_SECONDS_OF_SPEECH", 1.0)


def test_dialogues_have_two_to_five_speakers_in_turn(corpus: Corpus) -> None:
    dialogues = list(draw_dialogues(corpus, "train", 5, 0, seconds=SHORT))

    assert [dialogue.activity.shape[1] for dialogue in dialogues] == [2, 3, 4, 5, 2]
    assert all(20 <= len(dialogue.samples) / 16000 <= 30 for dialogue in dialogues)
    assert all(len(dialogue.samples) == 160 * len(dialogue.activity) for dialogue in dialogues)


def test_everybody_talks_and_never_more_than_two_at_once(corpus: Corpus) -> None:
    for dialogue in draw_dialogues(corpus, "train", 4, 1, seconds=SHORT):
        assert dialogue.activity.sum(axis=0).min() >= 200
        assert dialogue.activity.sum(axis=1).max() <= 2


def test_a_dialogue_is_the_same_however_many_are_drawn(corpus: Corpus) -> None:
    (alone,) = draw_dialogues(corpus, "train", 1, 3, seconds=SHORT)
    first, other = draw_dialogues(corpus, "train", 2, 3, seconds=SHORT)

    np.testing.assert_array_equal(alone.samples, first.samples)
    assert first.voices != other.voices[:2]


def test_the_talk_is_the_same_in_every_condition_and_sounds_otherwise(corpus: Corpus) -> None:
    (clean,) = draw_dialogues(corpus, "train", 1, 0, "clean", SHORT)
    (noisy,) = draw_dialogues(corpus, "train", 1, 0, "noisy", SHORT)

    np.testing.assert_array_equal(clean.activity, noisy.activity)
    assert clean.voices == noisy.voices
    assert not np.allclose(clean.samples, noisy.samples)


def test_voices_are_of_one_split_and_one_set(corpus: Corpus) -> None:
    speakers = corpus.speakers("train")

    for dialogue in draw_dialogues(corpus, "train", 4, 2, seconds=SHORT):
        assert any(set(dialogue.voices) <= set(names) for names in speakers.values())


def test_too_few_voices_are_one_clear_line(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_out, "MIN_SECONDS_OF_SPEECH", 1000.0)

    with pytest.raises(OptionError, match=r"^no set of the corpus has 2 held-out speakers with 1000 s of speech; "):
        next(draw_dialogues(corpus, "test", 1, 0))


def test_nobody_talks_over_themselves_and_no_third_at_all() -> None:
    for seed in range(30):
        rng = np.random.default_rng(seed)
        busy = np.zeros((40000, 2 + seed % 4), dtype=int)
        for turn in plan_talk(2 + seed % 4, 12000, rng):
            busy[turn.start : turn.start + turn.num_frames, turn.speaker] += 1

        assert busy.max() == 1
        assert busy.sum(axis=1).max() <= 2


def test_talk_overlaps_as_people_do() -> None:
    rng = np.random.default_rng(0)
    talking = np.zeros((4_000_00, 3), dtype=bool)
    for turn in plan_talk(3, len(talking), rng):
        talking[turn.start : turn.start + turn.num_frames, turn.speaker] = True
    at_once = talking.sum(axis=1)

    assert 0.02 < (at_once == 2).sum() / (at_once > 0).sum() < 0.12
    assert 0.7 < (at_once > 0).mean() < 0.95


def test_the_plan_of_a_seed_does_not_change_unnoticed() -> None:
    plan = plan_talk(3, 6000, np.random.default_rng(1))

    assert [(turn.speaker, turn.start, turn.num_frames) for turn in plan[:4]] == [
        (1, 0, 306),
        (0, 318, 372),
        (1, 724, 211),
        (2, 961, 192),
    ]


def test_one_speaker_talks_with_pauses_between_turns() -> None:
    plan = plan_talk(1, 12000, np.random.default_rng(0))

    assert {turn.speaker for turn in plan} == {0}
    assert len(plan) > 20
    assert all(after.start >= before.start + before.num_frames + 20 for before, after in pairwise(plan))

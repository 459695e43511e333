from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whisper_diarize_train.codecs import Codec
from whisper_diarize_train.conditions import (
    CODECS,
    NOISE_KINDS,
    TELEPHONE,
    Conditions,
    dialogue_conditions,
    draw_conditions,
)
from whisper_diarize_train.conversation import plan
from whisper_diarize_train.corpus import Corpus
from whisper_diarize_train.rooms import draw_room
from whisper_diarize_train.simulator import Simulator, frame_labels


@pytest.fixture(scope="module")
def simulator(corpus: Corpus) -> Simulator:
    return Simulator.of_split(corpus, "train", seed=0)


@pytest.fixture
def dry() -> Conditions:
    return replace(draw_conditions(np.random.default_rng(0), 0.0), snr_db=None, num_speakers=2)


def levels(samples: np.ndarray) -> np.ndarray:
    return (samples.reshape(-1, 160) ** 2).mean(axis=1)  # type: ignore[no-any-return]  # an untyped library


def test_labels_match_the_audio(simulator: Simulator, dry: Conditions) -> None:
    mixture = simulator.draw(dry, 10, np.random.default_rng(1))

    loud = levels(mixture.samples) > 1e-3 * levels(mixture.samples).max()
    assert (loud == mixture.activity.any(axis=1)).mean() > 0.93


def test_silence_between_turns_is_silent_without_noise(simulator: Simulator, dry: Conditions) -> None:
    mixture = simulator.draw(dry, 10, np.random.default_rng(1))

    power = levels(mixture.samples)
    assert np.median(power[~mixture.activity.any(axis=1)]) < 1e-3 * np.median(power[mixture.activity.any(axis=1)])


def test_noise_has_the_wanted_distance(simulator: Simulator, dry: Conditions) -> None:
    mixture = simulator.draw(replace(dry, snr_db=20.0), 10, np.random.default_rng(1))

    power = levels(mixture.samples)
    talking = mixture.activity.any(axis=1)
    ratio_db = 10 * np.log10(np.median(power[talking]) / np.median(power[~talking]))
    assert ratio_db == pytest.approx(20, abs=5)


def test_the_same_seed_gives_the_same_mixture(simulator: Simulator) -> None:
    first, second = (
        simulator.draw(draw_conditions(rng, 1.0), 10, rng)
        for rng in (np.random.default_rng(5), np.random.default_rng(5))
    )

    np.testing.assert_array_equal(first.samples, second.samples)
    np.testing.assert_array_equal(first.activity, second.activity)


def test_all_voices_of_a_mixture_are_of_one_set(simulator: Simulator) -> None:
    rng = np.random.default_rng(2)

    mixture = simulator.draw(dialogue_conditions(rng, 3), 30, rng)

    assert len({int(name.removeprefix("speaker")) % 2 for name in mixture.voices}) == 1


@given(seed=st.integers(0, 10_000), difficulty=st.floats(0, 1))
def test_never_more_than_two_talk_at_once_nor_one_twice(seed: int, difficulty: float) -> None:
    rng = np.random.default_rng(seed)
    conditions = draw_conditions(rng, difficulty)

    busy = np.zeros((1000, 4), dtype=int)
    for turn in plan(conditions, 1000, rng):
        busy[max(turn.start, 0) : turn.start + turn.num_frames, turn.speaker] += 1

    assert busy.max() <= 1
    assert busy.sum(axis=1).max() <= 2


def test_frame_labels_are_taken_at_the_centres_of_pyannets_frames() -> None:
    activity = np.zeros((1000, 1), dtype=bool)
    activity[500:] = True

    labels = frame_labels(activity)

    assert labels.shape == (589, 3)
    assert labels[:, 0].argmax() == 295  # centre 495 + 270 * 295 = 80145, the first one after 5 s
    assert not labels[:, 1:].any()


def test_direct_sound_comes_first_and_is_the_loudest() -> None:
    room = draw_room(np.random.default_rng(0))

    assert all(response.argmax() == 0 and response[0] >= 1 for response in room.responses)


def test_in_a_far_room_the_echoes_are_louder_than_near_by() -> None:
    rng = np.random.default_rng(0)
    tails = {far: np.mean([(draw_room(rng, far=far).responses[0][80:] ** 2).sum() for _ in range(8)]) for far in (0, 1)}  # type: ignore[arg-type]  # a fake, or what is to be refused

    assert tails[1] > 2 * tails[0]
    assert all(len(draw_room(rng, far=True).responses) == 6 for _ in range(8))


@pytest.mark.parametrize("kind", NOISE_KINDS)
def test_noises_have_power_1(kind: str, simulator: Simulator) -> None:
    assert [float((noise**2).mean()) for noise in simulator.around.noises[kind]] == pytest.approx(
        [1.0] * len(simulator.around.noises[kind]), rel=1e-3
    )


@pytest.mark.parametrize("codec", CODECS)
def test_labels_match_the_audio_behind_every_codec(codec: Codec, simulator: Simulator, dry: Conditions) -> None:
    handsets = codec in TELEPHONE
    conditions = replace(dry, codec=codec, handsets=handsets, narrow_band=handsets)

    mixture = simulator.draw(conditions, 10, np.random.default_rng(1))

    loud = levels(mixture.samples) > 1e-2 * levels(mixture.samples).max()
    assert (loud == mixture.activity.any(axis=1)).mean() > 0.9


def test_six_can_talk_in_one_room(simulator: Simulator) -> None:
    rng = np.random.default_rng(4)

    mixture = simulator.draw(replace(dialogue_conditions(rng, 6), room=True), 60, rng)

    assert mixture.activity.any(axis=0).all()
    assert mixture.activity.shape[1] == 6


def test_reverberation_decays() -> None:
    response = draw_room(np.random.default_rng(0)).responses[0]
    quarter = len(response) // 4

    assert (response[-quarter:] ** 2).sum() < 0.05 * (response[:quarter] ** 2).sum()

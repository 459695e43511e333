from dataclasses import replace

import numpy as np
import pytest
from whisper_diarize_train.corpus import Corpus
from whisper_diarize_train.held_out_channel import CONDITIONS, Channel, Condition, reverberate, telephone

RATE = 16000


def tracks_of_two() -> tuple[np.ndarray, np.ndarray]:
    """Two tones, each for 2 of 6 s: tracks (2, samples), activity (frames, 2)."""
    seconds = np.arange(6 * RATE) / RATE
    tracks = np.stack([0.1 * np.sin(2 * np.pi * hertz * seconds) for hertz in (400, 700)]).astype(np.float32)
    activity = np.zeros((600, 2), dtype=bool)
    activity[:200, 0] = activity[300:500, 1] = True
    tracks *= np.repeat(activity, 160, axis=0).T
    return tracks, activity


@pytest.mark.parametrize("name", CONDITIONS)
def test_every_condition_makes_a_recording_that_fits(corpus: Corpus, name: str) -> None:
    tracks, activity = tracks_of_two()

    heard = Channel(corpus, CONDITIONS[name]).play(tracks, activity, np.random.default_rng(0))

    assert (heard.shape, heard.dtype) == ((96000,), np.float32)  # type: ignore[comparison-overlap]  # equal all the same: approx, or a dtype and its class
    assert 0.03 < np.abs(heard).max() < 1


@pytest.mark.parametrize("noise_db", [0.0, 20.0])
def test_noise_is_as_far_below_the_talk_as_it_should_be(corpus: Corpus, noise_db: float) -> None:
    tracks, activity = tracks_of_two()

    heard = Channel(corpus, Condition("", (noise_db, noise_db))).play(tracks, activity, np.random.default_rng(0))

    power = (heard.reshape(600, 160) ** 2).mean(axis=1)
    talking = activity.any(axis=1)
    noise = power[~talking].mean()
    assert 10 * np.log10(power[talking].mean() / noise - 1) == pytest.approx(noise_db, abs=1.0)


def test_a_telephone_lets_pass_only_its_band(corpus: Corpus) -> None:
    rng = np.random.default_rng(0)
    samples = 0.1 * rng.standard_normal(4 * RATE).astype(np.float32)

    power = np.abs(np.fft.rfft(telephone(samples))) ** 2
    hertz = np.fft.rfftfreq(4 * RATE, 1 / RATE)

    within = power[(hertz > 500) & (hertz < 3000)].mean()
    assert power[hertz < 100].mean() < 0.01 * within
    assert power[hertz > 4200].mean() < 0.01 * within


def test_a_room_rings_on_after_the_sound() -> None:
    tracks, _ = tracks_of_two()

    heard = reverberate(tracks, np.random.default_rng(0))

    after = heard[2 * RATE : 2 * RATE + 800]
    assert 0.001 < np.sqrt(np.mean(after**2)) < 0.1
    assert np.abs(heard[int(2.9 * RATE) : 3 * RATE]).max() < 1e-3


def test_channels_differ_from_dialogue_to_dialogue(corpus: Corpus) -> None:
    tracks, activity = tracks_of_two()
    channel = Channel(corpus, replace(CONDITIONS["ordinary"]))

    first, second = (channel.play(tracks, activity, np.random.default_rng(seed)) for seed in (0, 1))

    assert not np.allclose(first, second)


def test_music_plays_on_where_nobody_talks(corpus: Corpus) -> None:
    tracks, activity = tracks_of_two()

    heard = Channel(corpus, Condition("", (0.0, 0.0), music=True)).play(tracks, activity, np.random.default_rng(0))

    power = (heard.reshape(600, 160) ** 2).mean(axis=1)
    quiet = heard[200 * 160 : 300 * 160]
    spectrum = np.sort(np.abs(np.fft.rfft(quiet)) ** 2)[::-1]
    assert 0.3 < power[200:300].mean() / power[:200].mean() < 0.8
    assert spectrum[:80].sum() > 0.5 * spectrum.sum()

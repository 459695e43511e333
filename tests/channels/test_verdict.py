"""Channels: which are silent, which are the same, and whether the others are separate voices."""

from __future__ import annotations

import numpy as np
import pytest

from tests.channels.conversations import RATE, Samples, conversation, leaking, music, voice
from whisper_diarize.channels import Levels, Verdict, judge


def judged(channels: Samples) -> Verdict:
    levels = Levels()
    levels.add(channels, RATE)
    return judge(levels)


CALL = conversation()
BOTH_TALK = np.stack([voice(1, 60), voice(2, 60)])


@pytest.mark.parametrize(
    "channels",
    [CALL, np.stack([CALL[0], 0.03 * CALL[1]]), leaking(CALL, -20), leaking(CALL, -20, 0.2)],
    ids=["call", "one side is quiet", "leaks a little", "echo of the line"],
)
def test_sides_of_a_call_are_separate(channels: Samples) -> None:
    assert judged(channels) == Verdict(separate=True)


@pytest.mark.parametrize(
    "channels",
    [music(), leaking(CALL, -3), leaking(CALL, -6), np.stack([CALL[0], CALL[1] * 0.001 + CALL[0] * 0.02])],
    ids=["music", "two microphones, -3 dB", "two microphones, -6 dB", "nothing but the other side"],
)
def test_what_sounds_in_both_channels_is_not_separate(channels: Samples) -> None:
    assert judged(channels).separate is False


def test_people_who_never_take_turns_are_not_taken_for_a_call() -> None:
    assert judged(BOTH_TALK).separate is False


@pytest.mark.parametrize("gain", [1.0, 0.3, -1.0], ids=["equal", "quieter", "opposite sign"])
def test_one_sound_in_both_channels_is_the_same(gain: float) -> None:
    mono = CALL.sum(axis=0)

    assert judged(np.stack([mono, np.float32(gain) * mono])) == Verdict(same=(1,))


def test_channel_with_the_noise_of_a_line_is_silent() -> None:
    noise = np.asarray(3e-4 * np.random.default_rng(0).standard_normal(CALL.shape[1]), np.float32)

    assert judged(np.stack([noise, CALL[0]])) == Verdict(silent=(0,))


def test_of_three_channels_the_two_with_voices_are_left() -> None:
    verdict = judged(np.stack([CALL[0], np.zeros_like(CALL[0]), CALL[1]]))

    assert (verdict.left(3), verdict.separate) == ((0, 2), True)


def test_levels_do_not_depend_on_how_the_sound_comes() -> None:
    whole, crumbs = Levels(), Levels()
    whole.add(CALL, RATE)
    for start in range(0, CALL.shape[1], 1024):
        crumbs.add(CALL[:, start : start + 1024], RATE)

    np.testing.assert_allclose(crumbs.powers, whole.powers, rtol=1e-4)
    np.testing.assert_allclose(crumbs.correlations, whole.correlations, atol=1e-5)


def test_recording_of_one_channel_has_no_levels() -> None:
    levels = Levels()
    levels.add(CALL[:1], RATE)

    assert levels.powers.shape == (1, 0)

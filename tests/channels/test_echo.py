"""Echo: leaks between channels are found, with their level and delay, and the spans that are nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from tests.channels.conversations import RATE, Samples, conversation, leaking, voice
from whisper_diarize.channels import Echoes, Levels

CALL = conversation()
TURN = 4.0


def echoes(channels: Samples) -> Echoes:
    levels = Levels()
    levels.add(channels, RATE)
    return Echoes(levels)


def test_sides_of_a_clean_call_do_not_leak() -> None:
    found = echoes(CALL)

    assert found.leaks == ()
    assert [found.own_share(channel, 5.0, 6.0) for channel in range(2)] == [1.0, 1.0]


def test_people_who_talk_at_the_same_time_are_no_leak() -> None:
    assert echoes(np.stack([voice(1, 60), voice(2, 60)])).leaks == ()


@pytest.mark.parametrize("decibels", [-6, -10, -20, -30])
@pytest.mark.parametrize("delay", [0.0, 0.1, 0.3])
def test_leak_is_found_with_its_level_and_delay(decibels: float, delay: float) -> None:
    leaks = echoes(leaking(CALL, decibels, delay)).leaks

    assert [(leak.source, leak.target) for leak in leaks] == [(0, 1), (1, 0)]
    assert [leak.delay for leak in leaks] == pytest.approx([delay, delay], abs=0.011)
    assert [leak.decibels for leak in leaks] == pytest.approx([decibels, decibels], abs=2.5)


@pytest.mark.parametrize("decibels", [-6, -10, -20, -30])
@pytest.mark.parametrize("delay", [0.0, 0.1, 0.3])
def test_seconds_of_the_other_side_are_echo_and_those_of_its_own_are_not(decibels: float, delay: float) -> None:
    found = echoes(leaking(CALL, decibels, delay))

    seconds = [(second, second + 0.4) for second in np.arange(TURN * 2 + 0.5, 58.0) if second % TURN < TURN - 1]
    talks = [int(start // TURN) % 2 for start, _ in seconds]
    marked = [[found.is_echo(channel, *span) for span in seconds] for channel in range(2)]
    assert marked == [[talk != channel for talk in talks] for channel in range(2)]


def test_leak_in_one_direction_is_one() -> None:
    one_way = np.stack([CALL[0], leaking(CALL, -15)[1]])

    assert [(leak.source, leak.target) for leak in echoes(one_way).leaks] == [(0, 1)]


def test_channels_that_cannot_be_told_apart_have_no_echo() -> None:
    assert echoes(leaking(CALL, -0.5)).leaks == ()


@pytest.mark.parametrize("num_samples", [0, 100, 400], ids=["nothing", "no frame", "two frames"])
def test_recording_of_no_length_does_not_leak(num_samples: int) -> None:
    assert echoes(CALL[:, :num_samples]).leaks == ()


def test_noise_of_the_line_beside_a_faint_leak_is_not_the_own_voice() -> None:
    noise = 2e-3 * np.random.default_rng(5).standard_normal(CALL.shape)
    found = echoes(np.asarray(leaking(CALL, -30) + noise, np.float32))

    assert all(found.is_echo(1 - int(start // TURN) % 2, start, start + 0.4) for start in (8.5, 12.5, 16.5, 20.5))


def test_leak_is_found_though_people_hardly_talk() -> None:
    call = np.asarray(1e-4 * np.random.default_rng(6).standard_normal((2, 120 * RATE)), np.float32)
    call[0, 20 * RATE : 24 * RATE] += voice(3, 4)
    call[1, 80 * RATE : 83 * RATE] += voice(4, 3)
    leaks = echoes(leaking(call, -10, 0.1)).leaks

    assert [(leak.source, leak.target) for leak in leaks] == [(0, 1), (1, 0)]
    assert [leak.decibels for leak in leaks] == pytest.approx([-10, -10], abs=2.5)

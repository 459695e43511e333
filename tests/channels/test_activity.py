"""Activity: the stretches of a channel that have sound."""

from __future__ import annotations

import numpy as np
import pytest

from tests.channels.conversations import RATE, Samples, conversation
from whisper_diarize.channels import Levels, active_stretches

CALL = conversation(24.0)


def stretches(channels: Samples, channel: int) -> list[tuple[float, float]]:
    levels = Levels()
    levels.add(channels, RATE)
    return active_stretches(levels, channel, channels.shape[1] / RATE)


@pytest.mark.parametrize("gain", [1.0, 0.05], ids=["as it is", "quiet"])
def test_turns_are_kept_with_a_margin(gain: float) -> None:
    found = stretches(np.float32(gain) * CALL, 1)

    assert np.ravel(found) == pytest.approx([3.6, 8.0, 11.6, 16.0, 19.6, 24.0], abs=0.1)


def test_pauses_of_less_than_two_seconds_are_bridged() -> None:
    first = np.concatenate([CALL[0, : 2 * RATE], 1e-5 * CALL[0, : 2 * RATE], CALL[0, : 2 * RATE]])

    assert np.ravel(stretches(np.stack([first, first]), 0)) == pytest.approx([0.0, 6.0], abs=0.1)


def test_clicks_are_no_sound() -> None:
    clicks = np.zeros_like(CALL)
    clicks[:, RATE :: 5 * RATE] = 0.5

    assert stretches(clicks, 0) == []


def test_channel_without_a_sound_has_none() -> None:
    assert stretches(np.zeros((2, RATE), np.float32), 0) == []

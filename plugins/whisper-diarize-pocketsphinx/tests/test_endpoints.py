from __future__ import annotations

import pytest
from whisper_diarize_pocketsphinx.endpoints import Endpoints

NOISE, SPEECH = -60.0, -20.0


def ends(levels: list[float]) -> list[int]:
    """Return the frames with which an utterance ends; noise and speech are known before."""
    endpoints = Endpoints(pause=15, longest=400)
    for level in [NOISE] * 200 + [SPEECH] * 100 + [NOISE] * 100:
        endpoints.take(level)
    return [number for number, level in enumerate(levels) if endpoints.take(level)]


def test_a_pause_ends_an_utterance() -> None:
    (end,) = ends([SPEECH] * 50 + [NOISE] * 50)
    assert 50 < end <= 65


def test_a_breath_does_not() -> None:
    assert ends([SPEECH] * 50 + [NOISE] * 5 + [SPEECH] * 50) == []


def test_the_longer_an_utterance_the_shorter_the_pause() -> None:
    assert ends([SPEECH] * 395 + [NOISE] * 2 + [SPEECH] * 10) == [395]


def test_sound_that_never_pauses_is_cut() -> None:
    assert ends([SPEECH] * 600) == [pytest.approx(499, abs=1)]


def test_noise_is_no_utterance() -> None:
    assert ends([NOISE] * 1000) == []

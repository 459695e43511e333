"""Names for voices."""

from __future__ import annotations

import numpy as np
from whisper_diarize_server.known import cosine, matches

A, B = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
NEAR_A = np.array([0.9, 0.1], np.float32)


def test_voice_has_the_name_of_the_nearest() -> None:
    assert matches({"SPEAKER_00": A, "SPEAKER_01": B}, {"Ann": B, "Bob": A}, 0.5) == {
        "SPEAKER_00": "Bob",
        "SPEAKER_01": "Ann",
    }


def test_person_is_one_speaker_only() -> None:
    assert matches({"SPEAKER_00": NEAR_A, "SPEAKER_01": A}, {"Ann": A}, 0.5) == {"SPEAKER_01": "Ann"}


def test_stranger_has_no_name() -> None:
    assert matches({"SPEAKER_00": A}, {"Ann": B}, 0.5) == {}


def test_voices_of_different_models_are_unlike() -> None:
    assert cosine(A, np.ones(3, np.float32)) == -1.0

"""Records are equal by value, arrays included."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from whisper_diarize.records import AttributedTranscript, Diarization, Quality, SpeakerScores, Stretch, Turn


def diarization() -> Diarization:
    scores = SpeakerScores(0.1, 0.0, {"A": (Stretch(3, np.array([1, 2], np.uint8)),)})
    return Diarization((Turn(0, 1, "A"),), embeddings={"A": np.array([0.5, np.nan], np.float32)}, scores=scores)


CHANGES = {
    "turns": {"turns": ()},
    "exclusive turns": {"exclusive_turns": ()},
    "model": {"model": "other"},
    "quality": {"quality": Quality(snr=1.0)},
    "no embeddings": {"embeddings": {}},
    "another voice": {"embeddings": {"A": np.array([0.5, 1.0], np.float32)}},
    "no scores": {"scores": None},
    "another step": {"scores": SpeakerScores(0.2, 0.0, {"A": (Stretch(3, np.array([1, 2], np.uint8)),)})},
    "another place": {"scores": SpeakerScores(0.1, 0.0, {"A": (Stretch(4, np.array([1, 2], np.uint8)),)})},
    "another score": {"scores": SpeakerScores(0.1, 0.0, {"A": (Stretch(3, np.array([1, 3], np.uint8)),)})},
    "a stretch less": {"scores": SpeakerScores(0.1, 0.0, {"A": ()})},
}


def test_diarizations_of_equal_arrays_are_equal_and_have_one_hash() -> None:
    assert diarization() == diarization()
    assert hash(diarization()) == hash(diarization())
    assert hash(diarization().scores) == hash(diarization().scores)
    assert AttributedTranscript(diarization=diarization()) == AttributedTranscript(diarization=diarization())


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_diarizations_that_differ_in_one_thing_differ(change: Any) -> None:
    assert diarization() != replace(diarization(), **change)
    assert AttributedTranscript(diarization=diarization()) != AttributedTranscript(
        diarization=replace(diarization(), **change)
    )


def test_records_are_not_equal_to_other_things() -> None:
    assert diarization() != 3
    assert diarization().scores != 3

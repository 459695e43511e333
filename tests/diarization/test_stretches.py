"""Speakers who were said to be there are looked for among stretches of one voice."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.diarization.conftest import FakeModel, FakeSegmenter
from whisper_diarize.diarization import MlxDiarizer
from whisper_diarize.diarization.embed import Embeddings
from whisper_diarize.diarization.instants import STEP_SECONDS, Instants
from whisper_diarize.diarization.speakers import Speakers
from whisper_diarize.diarization.stretches import LENGTH, find_missing, stretch_starts
from whisper_diarize.diarization.windows import FRAME_STEP_SECONDS
from whisper_diarize.models import ModelConfig
from whisper_diarize.records import Audio, SpeakerCount

VOICES = np.eye(8)
MIXED = Speakers(np.zeros((5, 2), dtype=np.intp), VOICES[:2].mean(axis=0, keepdims=True))
EMBEDDINGS = Embeddings(np.tile(VOICES[:2].astype(np.float32), (5, 1, 1)), np.ones((5, 2), dtype=np.bool_))


def talk(*seconds: float, noise: float = 0.3) -> tuple[Instants, NDArray[np.intp]]:
    """Let each of some voices talk for so long, in turns of 3 s: their instants, and the count of a frame."""
    said = [voice for voice, length in enumerate(seconds) for _ in range(round(length / 3))]
    turns = [np.full(round(3.0 / STEP_SECONDS), voice) for voice in said]
    order = np.random.default_rng(0).permutation(len(turns))
    speaking = np.concatenate([turns[place] for place in order])
    vectors = VOICES[speaking] + noise * np.random.default_rng(1).standard_normal((len(speaking), 8)) / np.sqrt(8)
    numbers = np.arange(len(speaking))
    count = np.ones(round(len(speaking) * STEP_SECONDS / FRAME_STEP_SECONDS) + 10, dtype=np.intp)
    return Instants.usable(np.zeros_like(numbers), numbers, vectors.astype(np.float32)), count


def test_two_voices_that_the_windows_mix_are_found_if_two_are_given() -> None:
    found = find_missing(MIXED, EMBEDDINGS, *talk(30, 30), minimum=2)

    likeness = found.centroids @ VOICES.T
    assert sorted(likeness.argmax(axis=1).tolist()) == [0, 1]
    assert likeness.max(axis=1).min() > 0.95
    first, second = found.clusters.T
    assert len(set(first)) == len(set(second)) == 1
    assert first[0] != second[0]


@pytest.mark.parametrize("given", [3, 5, 20])
def test_those_who_are_given_but_not_heard_split_no_voice(given: int) -> None:
    assert len(find_missing(MIXED, EMBEDDINGS, *talk(30, 30), minimum=given).centroids) == 2


@pytest.mark.parametrize("seconds", [(60.0,), (57.0, 3.0), (12.0, 12.0)], ids=["one", "a word", "little talk"])
def test_what_is_too_little_for_another_speaker_changes_nothing(seconds: tuple[float, ...]) -> None:
    assert find_missing(MIXED, EMBEDDINGS, *talk(*seconds), minimum=2) is MIXED


def test_a_long_recording_is_searched_in_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whisper_diarize.diarization.stretches.MAX_STRETCHES", 100)

    assert len(find_missing(MIXED, EMBEDDINGS, *talk(200, 200, 40), minimum=3).centroids) == 3


def test_a_stretch_has_one_voice_and_no_gap() -> None:
    instants, count = talk(12)
    count[round(4 / FRAME_STEP_SECONDS) : round(5 / FRAME_STEP_SECONDS)] = 2
    kept = np.delete(np.arange(len(instants.numbers)), 50)
    instants = Instants(instants.windows[kept], instants.numbers[kept], instants.vectors[kept])

    starts = instants.numbers[stretch_starts(instants, count)]

    covered = (starts[:, None] + np.arange(LENGTH)).ravel() * STEP_SECONDS
    assert not ((covered > 4.1) & (covered < 4.9)).any()
    assert 50 not in starts[:, None] + np.arange(LENGTH)
    assert starts[:3].tolist() == [0, 2, 4]


def test_fewer_instants_than_a_stretch_have_none() -> None:
    instants, count = talk(3)
    few = Instants(instants.windows[:3], instants.numbers[:3], instants.vectors[:3])

    assert len(stretch_starts(few, count)) == 0


class MixingSegmenter(FakeSegmenter):
    """Takes all who talk for one speaker."""

    def _window(self, talking: NDArray[np.bool_]) -> NDArray[np.float32]:
        one = np.zeros_like(talking)
        one[:, 0] = talking.any(axis=1)
        return super()._window(one)


@pytest.mark.parametrize(
    ("count", "expected"), [(SpeakerCount(), 1), (SpeakerCount(2), 2), (SpeakerCount(minimum=2), 2)], ids=str
)
def test_a_given_number_tells_apart_those_whom_no_window_does(
    conversation: Callable[..., Audio], count: SpeakerCount, expected: int
) -> None:
    turns = tuple((start, start + 2.5, place % 2) for place, start in enumerate(np.arange(0.0, 57.5, 2.5)))
    config = ModelConfig("fake", 0.7, clustering="ward", voice_weight=20.0)
    diarizer = MlxDiarizer(FakeModel(MixingSegmenter(), config=config))

    found = diarizer.diarize(conversation(*turns), count, lambda _done, _total: None)

    assert len(found.speakers) == expected
    assert len(found.turns) == (1 if expected == 1 else len(turns))

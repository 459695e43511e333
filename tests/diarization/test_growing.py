"""A recording that grows: windows that are settled are those of the finished recording."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.diarization.conftest import FakeModel
from whisper_diarize.audio import open_audio
from whisper_diarize.diarization import DiarizationOptions, MlxDiarizer
from whisper_diarize.diarization.windows import Grid
from whisper_diarize.models import load_model
from whisper_diarize.records import SAMPLE_RATE, Audio, Inference, SpeakerCount
from whisper_diarize.session.growing import growing
from whisper_diarize.testing import ProgressRecorder

TURNS = ((3.0, 9.0, 0), (14.0, 22.0, 1), (21.0, 26.0, 0), (48.0, 53.0, 1))


def infer(diarizer: MlxDiarizer, audio: Audio) -> Inference:
    return Inference.join(list(diarizer.infer(audio, Inference(), ProgressRecorder())))


def begun(audio: Audio, seconds: float) -> Audio:
    return Audio(audio.read(0, round(seconds * SAMPLE_RATE)))


def contents(inference: Inference) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in inference.to_arrays().items()}


@pytest.mark.parametrize("mode", ["exact", "fast"])
def test_settled_windows_are_those_of_the_finished_recording(mode: Literal["fast", "exact"], interview: Path) -> None:
    audio = begun(open_audio(str(interview)), 40.0)
    diarizer = MlxDiarizer(load_model("bundled"), DiarizationOptions(mode=mode, batch_size=8))
    whole, early = infer(diarizer, audio), begun(audio, 31.7)
    settled = range(diarizer.settled_windows(early.num_samples))
    assert len(settled) > 8
    assert contents(infer(diarizer, early).part(settled)) == contents(whole.part(settled))


@pytest.mark.parametrize("mode", ["exact", "fast"])
def test_followed_piece_by_piece_turns_are_those_of_the_whole(
    model: FakeModel, conversation: Callable[..., Audio], mode: Literal["fast", "exact"]
) -> None:
    audio, diarizer = conversation(*TURNS), MlxDiarizer(model, DiarizationOptions(mode=mode))
    follower = growing(diarizer)
    for seconds in (0.0, 0.3, 4.0, 15.5, 31.0, 31.1, 49.0, audio.duration):
        found = follower.diarize(begun(audio, seconds), SpeakerCount(), ProgressRecorder())
    whole = diarizer.diarize(audio, SpeakerCount(), ProgressRecorder())
    assert found.turns == whole.turns
    assert found.exclusive_turns == whole.exclusive_turns
    for speaker, vector in whole.embeddings.items():
        np.testing.assert_array_equal(found.embeddings[speaker], vector)


@given(st.integers(0, 3_000_000), st.integers(0, 500_000))
def test_the_number_of_settled_windows_never_falls(num_samples: int, more: int) -> None:
    grid = Grid(7.0, 1.4)
    assert grid.num_complete_windows(num_samples) <= grid.num_complete_windows(num_samples + more)
    assert grid.num_complete_windows(num_samples) <= grid.num_windows(num_samples)

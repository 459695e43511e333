"""Inference of some windows, from their samples alone, is that of the whole recording."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.diarization.conftest import FakeModel
from whisper_diarize.audio import open_audio
from whisper_diarize.diarization import DiarizationOptions, MlxDiarizer
from whisper_diarize.models import load_model
from whisper_diarize.protocols import DivisibleDiarizer
from whisper_diarize.records import SAMPLE_RATE, Audio, Inference
from whisper_diarize.testing import ProgressRecorder

TURNS = ((3.0, 9.0, 0), (14.0, 22.0, 1), (21.0, 26.0, 0), (48.0, 53.0, 1))


class Cut:
    """Samples of a recording of which a part is there, and no other may be read."""

    def __init__(self, audio: Audio, part: range) -> None:
        self._audio, self._part = audio, part

    def __len__(self) -> int:
        return self._audio.num_samples

    def __getitem__(self, index: slice) -> NDArray[np.float32]:
        assert self._part.start <= index.start <= index.stop <= self._part.stop
        return self._audio.samples[index]


def contents(inference: Inference) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in inference.to_arrays().items()}


def cuts(total: int, size: int) -> Iterator[range]:
    return (range(start, min(start + size, total)) for start in range(0, total, size))


def joined_from_cuts(diarizer: MlxDiarizer, audio: Audio, size: int) -> Inference:
    parts = [
        part
        for windows in cuts(diarizer.num_windows(audio.num_samples), size)
        for part in diarizer.infer_windows(
            Audio(Cut(audio, diarizer.samples_of(audio, windows))), windows, ProgressRecorder()
        )
    ]
    return Inference.join(parts)


def whole(diarizer: MlxDiarizer, audio: Audio) -> Inference:
    return Inference.join(list(diarizer.infer(audio, Inference(), ProgressRecorder()))).part(range(10_000))


def test_the_parts_of_a_recording_make_its_inference_to_the_last_bit(interview: Path) -> None:
    audio = Audio(open_audio(str(interview)).read(0, 21 * SAMPLE_RATE))
    diarizer = MlxDiarizer(load_model("bundled"), DiarizationOptions(batch_size=4))
    assert contents(joined_from_cuts(diarizer, audio, 7)) == contents(whole(diarizer, audio))


@pytest.mark.parametrize("seconds", [0.4, 10.0, 10.4, 53.0])
@pytest.mark.parametrize("size", [1, 5])
@pytest.mark.parametrize("mode", ["exact", "fast"])
def test_no_part_reads_what_is_not_its_own(
    model: FakeModel,
    conversation: Callable[..., Audio],
    mode: Literal["fast", "exact"],
    size: int,
    seconds: float,
) -> None:
    audio = Audio(conversation(*TURNS).read(0, round(seconds * SAMPLE_RATE)))
    diarizer = MlxDiarizer(model, DiarizationOptions(mode=mode))
    assert contents(joined_from_cuts(diarizer, audio, size)) == contents(whole(diarizer, audio))


def test_our_diarizer_is_divisible(model: FakeModel) -> None:
    assert isinstance(MlxDiarizer(model), DivisibleDiarizer)

"""Options: their values, and their way to faster-whisper."""

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from whisper_diarize_faster_whisper import loading
from whisper_diarize_faster_whisper.engine import FasterWhisperTranscriber
from whisper_diarize_faster_whisper.options import FasterWhisperOptions

from whisper_diarize import (
    Audio,
    OptionError,
)
from whisper_diarize.registry import Entry
from whisper_diarize.testing import ProgressRecorder
from whisper_diarize.transcription import MlxWhisperOptions

pytestmark = pytest.mark.slow


def test_options_of_mlx_whisper_have_its_names_and_defaults() -> None:
    ours = {field.name: field.default for field in dataclasses.fields(FasterWhisperOptions)}

    assert {field.name: field.default for field in dataclasses.fields(MlxWhisperOptions)}.items() <= ours.items()


def test_options_reach_faster_whisper_under_its_names(
    make: Callable[..., FasterWhisperTranscriber], speech: Audio, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {}

    def transcribe(_: object, samples: np.ndarray[Any, Any], **settings: Any) -> Any:
        given.update(settings)
        return [], type("Info", (), {"language": "de"})

    monkeypatch.setattr(loading.StoppableModel, "transcribe", transcribe)
    make(logprob_threshold=-2.0, sample_len=5, best_of=None, length_penalty=None, language="German").transcribe(
        speech, ProgressRecorder()
    )

    expected = {"log_prob_threshold": -2.0, "max_new_tokens": 5, "best_of": 1, "length_penalty": 1.0, "language": "de"}
    assert given.items() >= expected.items()


def test_options_can_be_given_as_text() -> None:
    entry = Entry("faster-whisper", lambda options: options, FasterWhisperOptions, "", "", "transcriber")
    options = entry.build({"batch_size": "4", "compute_type": "float32", "hotwords": "Zürich"})

    assert (options.batch_size, options.compute_type, options.hotwords) == (4, "float32", "Zürich")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"beam_size": 0}, "beam_size must be at least 1, not 0"),
        ({"patience": 0}, "patience must be above 0, not 0"),
        ({"cpu_threads": -1}, "cpu_threads must be at least 0, not -1"),
        ({"temperature": ()}, "temperature must be one or more from 0 to 1"),
        ({"clip_timestamps": (2.0, 1.0)}, "clip_timestamps must be seconds that grow"),
        ({"fp16": True, "compute_type": "int8"}, "fp16 and compute_type both say how to compute"),
        ({"batch_size": 4, "best_of": 2, "condition_on_previous_text": False}, "best_of, condition_on_previous_text;"),
        ({"batch_size": 4, "temperature": (0.5,)}, "faster-whisper does not use temperature;"),
    ],
    ids=str,
)
def test_impossible_options_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        FasterWhisperOptions(**changes)


def test_long_prompt_leaves_room_for_few_words(make: Callable[..., FasterWhisperTranscriber], speech: Audio) -> None:
    engine = make(initial_prompt="word " * 300, hotwords="word " * 300, sample_len=400, language="en", unlikely=True)

    assert engine.transcribe(speech, ProgressRecorder()).language == "en"

"""Tiny random models that are made here, without a download, and a recording."""

import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whisper_diarize_faster_whisper.engine import FasterWhisperTranscriber
from whisper_diarize_faster_whisper.options import FasterWhisperOptions

from tests.fakes.random_ctranslate2 import write_random_ctranslate2
from whisper_diarize import (
    Audio,
)

SAMPLES = Path(__file__).parents[3] / "samples"
# Any: values of several types
KEEP_ALL: dict[str, Any] = {
    "no_speech_threshold": None,
    "logprob_threshold": None,
    "compression_ratio_threshold": None,
}
"""Take what the model says, however unlikely."""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A multilingual model."""
    return write_random_ctranslate2(tmp_path_factory.mktemp("multilingual"))


@pytest.fixture(scope="session")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that knows English only."""
    return write_random_ctranslate2(tmp_path_factory.mktemp("english"), is_multilingual=False)


@pytest.fixture
def make(folder: Path) -> Callable[..., FasterWhisperTranscriber]:
    """Return a function that makes an engine with the random model, which writes a few words.

    With `unlikely`, the engine keeps words that the model holds to be unlikely, as a random one mostly does.
    """

    # Any: values of several types
    def engine(*, unlikely: bool = False, **options: Any) -> FasterWhisperTranscriber:
        settings: dict[str, Any] = {
            "model": str(folder),
            "temperature": (0.0,),
            "sample_len": 8,
            "device": "cpu",
            **(KEEP_ALL if unlikely else {}),
            **options,
        }
        return FasterWhisperTranscriber(FasterWhisperOptions(**settings))

    return engine


@pytest.fixture(scope="session")
def engine(folder: Path) -> FasterWhisperTranscriber:
    """One engine for the cases of the conformance kit: it is slow to make."""
    options = FasterWhisperOptions(model=str(folder), temperature=(0.0,), sample_len=8, **KEEP_ALL)
    return FasterWhisperTranscriber(options)


@pytest.fixture(scope="session")
def speech() -> Audio:
    """Twelve seconds of a conversation that was made for this project."""
    with wave.open(str(SAMPLES / "standup.wav")) as file:
        content = file.readframes(12 * file.getframerate())
    return Audio((np.frombuffer(content, "<i2") / 32768).astype(np.float32), source="standup.wav", name="standup")

"""What a run of several recordings loads, and how often."""

import importlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import soundfile

from tests.fakes.commands import Command
from tests.fakes.fake_hub import FakeHub
from whisper_diarize.transcription import loading

pytestmark = pytest.mark.slow


@pytest.fixture
def talks(interview: Path, tmp_path: Path) -> list[Path]:
    """Three recordings of two seconds."""
    samples, rate = soundfile.read(interview, dtype="int16", frames=2 * 16_000)
    paths = [tmp_path / f"{number}.wav" for number in range(3)]
    for path in paths:
        soundfile.write(path, samples, rate)
    return paths


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count the models that are loaded."""
    counts: Any = Counter()

    def count(module: object, name: str) -> None:
        load = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given, **named: counts.update([name]) or load(*given, **named))

    count(loading, "_load")
    count(importlib.import_module("whisper_diarize.diarization.pipeline"), "load_model")
    monkeypatch.setattr(loading.engine.ModelHolder, "model_path", None)
    return counts


@pytest.fixture
def quick(tiny_whisper: Path) -> tuple[object, ...]:
    """Options of an engine that says four tokens."""
    return ("--model", tiny_whisper, "--language", "en", "--temperature", "0", "-o", "mlx-whisper.sample_len=4")


@pytest.mark.parametrize("clips", [(), ("--vad-clips",)], ids=["everything", "clips"])
def test_models_are_loaded_once_for_all_recordings(
    transcribe: Command, talks: list[Path], loads: Counter[str], quick: tuple[object, ...], clips: tuple[str, ...]
) -> None:
    out = talks[0].parent / "out"
    result = transcribe(*talks, "--diarize", *clips, *quick, "-f", "json", "--output-dir", out)
    assert result.exit_code == 0
    assert len(list(out.iterdir())) == len(talks)
    assert loads == {"_load": 1, "load_model": 1}


def test_model_for_the_speakers_is_chosen_once_for_all_recordings(
    transcribe: Command, fakes: None, fake_hub: FakeHub, talks: list[Path]
) -> None:
    fake_hub.status = 503
    result = transcribe(*talks, "--diarize", "--transcriber", "fake", "-f", "json", "--output-dir", talks[0].parent)
    assert result.exit_code == 0
    assert len(fake_hub.requests) == 1
    assert result.stderr.count("speakers: bundled models") == 1

"""What a run of several recordings loads, and how often."""

import importlib
from collections import Counter

import pytest
import soundfile

from whisper_diarize.transcription import loading


@pytest.fixture
def talks(interview, tmp_path):
    """Three recordings of two seconds."""
    samples, rate = soundfile.read(interview, dtype="int16", frames=2 * 16_000)
    paths = [tmp_path / f"{number}.wav" for number in range(3)]
    for path in paths:
        soundfile.write(path, samples, rate)
    return paths


@pytest.fixture
def loads(monkeypatch):
    """Count the models that are loaded."""
    counts = Counter()

    def count(module, name):
        load = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given, **named: counts.update([name]) or load(*given, **named))

    count(loading, "_load")
    count(importlib.import_module("whisper_diarize.diarization.pipeline"), "load_model")
    monkeypatch.setattr(loading.engine.ModelHolder, "model_path", None)
    return counts


@pytest.fixture
def quick(tiny_whisper):
    """Options of an engine that says four tokens."""
    return ("--model", tiny_whisper, "--language", "en", "--temperature", "0", "-o", "mlx-whisper.sample_len=4")


@pytest.mark.parametrize("clips", [(), ("--vad-clips",)], ids=["everything", "clips"])
def test_models_are_loaded_once_for_all_recordings(transcribe, talks, loads, quick, clips):
    out = talks[0].parent / "out"
    result = transcribe(*talks, "--diarize", *clips, *quick, "-f", "json", "--output-dir", out)
    assert result.exit_code == 0
    assert len(list(out.iterdir())) == len(talks)
    assert loads == {"_load": 1, "load_model": 1}


def test_model_for_the_speakers_is_chosen_once_for_all_recordings(transcribe, fakes, fake_hub, talks):
    fake_hub.status = 503
    result = transcribe(*talks, "--diarize", "--transcriber", "fake", "-f", "json", "--output-dir", talks[0].parent)
    assert result.exit_code == 0
    assert len(fake_hub.requests) == 1
    assert result.stderr.count("speakers: bundled models") == 1

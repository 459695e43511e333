"""The end of the summary: what the model is known to get wrong, and what was noticed of the recording."""

import importlib.util
import shutil
import sys
import types
from dataclasses import replace
from pathlib import Path

import pytest

from whisper_diarize.attribution import attribute
from whisper_diarize.cli.advice import advice, faster_engine
from whisper_diarize.models import bundled_directory, find_files
from whisper_diarize.models.accuracy import FOUND, GIVEN, Accuracy, Answer, Row, write_accuracy
from whisper_diarize.records import AttributedTranscript, Diarization, Quality, SpeakerCount, Transcript, Turn

FREE, KNOWN = SpeakerCount(), SpeakerCount(num=2)
BETTER = (
    "; for fewer mistakes: --diarization-model community-1 (of huggingface.co, with your consent and a token), "
    "pyannote-3.1 (of huggingface.co) or campplus (of the package index), free downloads"
)


NO_QUALITY = Quality()


def transcript(
    model: str, quality: Quality = NO_QUALITY, turns: tuple[Turn, ...] = (Turn(0.0, 9.0, "a"),)
) -> AttributedTranscript:
    return attribute(Transcript(), Diarization(turns, model=model, quality=quality), name="talk", duration=10.0)


@pytest.fixture
def unmeasured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The bundled model has no figures."""
    folder = tmp_path / "bundled"
    shutil.copytree(bundled_directory(), folder, ignore=shutil.ignore_patterns("accuracy.json"))
    monkeypatch.setattr("whisper_diarize.models.bundled_directory", lambda: folder)
    return folder


@pytest.fixture
def measured(unmeasured: Path) -> None:
    """The bundled model has figures."""
    answers = {
        name: Answer(der, interval=None, missed=0.0, false_alarm=0.0, confused=der, right=1, off_by=0.0)
        for name, der in ((FOUND, 34.2), (GIVEN, 27.7))
    }
    accuracy = Accuracy("", {}, "fast", 1, (Row("simulated", 16, 30.0, answers),))
    write_accuracy(accuracy, find_files(unmeasured))


@pytest.mark.usefixtures("measured")
def test_errors_of_the_bundled_model_are_told_and_how_to_have_fewer() -> None:
    about = "bundled is a small model: in test conversations, 34 % of the talk went wrong, 28 % with --num-speakers"
    assert advice(transcript("bundled"), FREE) == [about + BETTER]


def test_errors_on_real_conversations_are_told_where_there_are_any(unmeasured: Path) -> None:
    rows = (
        Row(title, 11, 30.0, {name: Answer(der, None, 0.0, 0.0, der, 1, 0.0) for name in (FOUND, GIVEN)})
        for title, der in (("simulated", 34.2), ("real conversations, `folder`, 11 recordings", 18.6))
    )
    write_accuracy(Accuracy("", {}, "fast", 1, tuple(rows)), find_files(unmeasured))
    about = "bundled is a small model: in test conversations, 19 % of the talk went wrong"
    assert advice(transcript("bundled"), FREE) == [about + BETTER]


@pytest.mark.usefixtures("measured")
def test_who_gave_the_number_of_speakers_is_told_the_errors_with_it() -> None:
    about = "bundled is a small model: in test conversations, 28 % of the talk went wrong"
    assert advice(transcript("bundled"), KNOWN) == [about + BETTER]


@pytest.mark.usefixtures("unmeasured")
def test_without_figures_none_are_told() -> None:
    assert advice(transcript("bundled"), FREE) == ["bundled is a small model" + BETTER]


@pytest.mark.parametrize("model", ["community-1@0123456", "fake", None])
def test_nothing_is_told_of_other_models(model: str | None) -> None:
    assert advice(transcript(model), FREE) == []  # type: ignore[arg-type]  # a fake, or what is to be refused


def test_nothing_is_told_of_a_recording_that_was_not_diarized() -> None:
    assert advice(attribute(Transcript(), None, name="talk", duration=10.0), FREE) == []


def test_hints_come_last() -> None:
    noisy = Quality(speech=0.9, snr=3.2)
    (line,) = advice(transcript("fake", noisy), FREE)
    assert line.startswith("hint: noisy: talk is only 3 dB louder")


def test_silence_that_a_warning_tells_of_already_is_no_hint() -> None:
    silent = transcript("fake", Quality(speech=0.0), turns=())
    assert len(advice(silent, FREE)) == 1
    assert advice(replace(silent, warnings=("no speech was found; the outputs are empty",)), FREE) == []


@pytest.fixture
def mlx(monkeypatch: pytest.MonkeyPatch) -> types.SimpleNamespace:
    """MLX on a machine without a GPU, and no plugin that is faster there."""
    mlx = types.SimpleNamespace(gpu="gpu", default_device=lambda: "cpu")
    monkeypatch.setitem(sys.modules, "mlx.core", mlx)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    return mlx


def words_of(engine: str | None) -> AttributedTranscript:
    return attribute(Transcript(engine=engine), None, name="talk", duration=100.0)


@pytest.mark.usefixtures("mlx")
def test_without_a_gpu_a_long_job_tells_of_the_faster_engine() -> None:
    assert faster_engine(words_of("mlx-whisper turbo"), 31.0) == [
        (
            "hint: without a GPU, words take about half of the time with --transcriber faster-whisper "
            "(pip install whisper-diarize-faster-whisper)"
        )
    ]


@pytest.mark.usefixtures("mlx")
@pytest.mark.parametrize(
    ("engine", "seconds"), [("mlx-whisper tiny", 29.0), ("pocketsphinx", 90.0), (None, 90.0)], ids=str
)
def test_nothing_is_told_of_it_where_it_would_not_matter(engine: str | None, seconds: float) -> None:
    assert faster_engine(words_of(engine), seconds) == []


def test_nothing_is_told_of_it_on_a_gpu(mlx: types.SimpleNamespace) -> None:
    mlx.default_device = lambda: "gpu"

    assert faster_engine(words_of("mlx-whisper turbo"), 90.0) == []


def test_nothing_is_told_of_it_where_words_came_from_the_cache(
    mlx: types.SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "mlx.core")

    assert faster_engine(words_of("mlx-whisper turbo"), 90.0) == []


@pytest.mark.usefixtures("mlx")
def test_nothing_is_told_of_it_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: object())

    assert faster_engine(words_of("mlx-whisper turbo"), 90.0) == []

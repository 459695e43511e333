from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from whisper_diarize import Audio, Cancelled, CancelToken, Job, Progress, Transcript, hookimpl, transcribe
from whisper_diarize.components import Components, Part
from whisper_diarize.plugins import Plugins, load
from whisper_diarize.session import Engines, perform
from whisper_diarize.testing import FakeDiarizer, FakeEngines, FakeTranscriber, tone

pytestmark = pytest.mark.slow

JOB = Job("tone.wav", "tone")


@pytest.fixture
def plugins() -> Plugins:
    return load(installed=False)


def components(**parts: object) -> Components:
    built = {kind: Part(kind, "test", component) for kind, component in parts.items()}
    return Components(open_audio=lambda *_: tone(), **built)  # type: ignore[arg-type]


def test_progress_is_told_of_every_stage_from_beginning_to_end(plugins: Plugins) -> None:
    reports: list[tuple[str, float, float]] = []
    perform(
        JOB,
        components(transcriber=FakeTranscriber(), diarizer=FakeDiarizer()),
        plugins,
        progress=lambda stage, done, total: reports.append((stage, done, total)),
    )
    assert reports == [
        ("audio", 0, 1),
        ("audio", 1, 1),
        ("transcription", 0, 1),
        ("transcription", 1, 1),
        ("diarization", 0, 1),
        ("diarization", 1, 1),
        ("attribution", 0, 1),
        ("attribution", 1, 1),
    ]


class CallbackError(Exception):
    pass


@pytest.mark.parametrize("at", ["audio", "transcription", "diarization", "attribution"])
def test_error_of_the_callback_stops_the_job_and_is_raised(plugins: Plugins, at: str) -> None:
    def progress(stage: str, done: float, total: float) -> None:
        if stage == at:
            raise CallbackError(done / total)

    engines = components(transcriber=FakeTranscriber(), diarizer=FakeDiarizer())
    with pytest.raises(CallbackError):
        perform(JOB, engines, plugins, progress=progress)


STAGES = ["audio", "transcription", "diarization", "attribution", "post:test", "export"]


class Same:
    def process(self, transcript: object) -> object:
        return transcript


class Text:
    extension = "txt"

    def render(self, _: object) -> str:
        return ""


@pytest.mark.parametrize("at", STAGES)
def test_job_can_be_cancelled_at_every_stage_and_writes_nothing(plugins: Plugins, tmp_path: Path, at: str) -> None:
    token, seen = CancelToken(), []

    class Observer:
        @hookimpl
        def stage_started(self, stage: str) -> None:
            seen.append(stage)
            if stage == at:
                token.cancel()

    job = Job("tone.wav", "tone", output_dir=tmp_path)
    parts = components(transcriber=FakeTranscriber(), diarizer=FakeDiarizer())
    parts = Components(
        parts.open_audio,
        parts.transcriber,
        parts.diarizer,
        post_processors=(Part("post-processor", "test", Same()),),  # type: ignore[arg-type]
        exporters=(Part("output format", "test", Text()),),
    )
    with pytest.raises(Cancelled):
        perform(job, Engines().guard(parts), load([Observer()], installed=False), cancel=token)
    assert seen == STAGES[: STAGES.index(at) + 1]
    assert list(tmp_path.iterdir()) == []


@dataclass
class Waiting:
    """An engine that is never done and only reports progress."""

    begun: threading.Event
    calls: int = 0

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        self.calls += 1
        self.begun.set()
        while True:
            progress(0, 1)


def test_engine_that_reports_progress_is_stopped_there(plugins: Plugins) -> None:
    engine, token = Waiting(threading.Event()), CancelToken()
    threading.Thread(target=lambda: engine.begun.wait(10) and token.cancel()).start()  # type: ignore[func-returns-value]  # it gives None: what follows is the value
    with pytest.raises(Cancelled):
        perform(JOB, Engines().guard(components(transcriber=engine)), plugins, cancel=token)


def test_stopped_engine_is_no_failure_of_its_plugin(plugins: Plugins) -> None:
    class Slow(FakeDiarizer):
        def diarize(self, *arguments: object) -> object:  # type: ignore[override]
            token.cancel("enough")
            return super().diarize(*arguments)  # type: ignore[arg-type]

    token = CancelToken()
    engines = Engines().guard(components(transcriber=FakeTranscriber(), diarizer=Slow()))
    with pytest.raises(Cancelled, match="enough"):
        perform(JOB, engines, plugins, cancel=token)


def test_times_of_a_saved_transcript_stay_as_they_are(tmp_path: Path) -> None:
    words = [{"word": " one", "start": 0.0, "end": 0.9}, {"word": " two", "start": 1.7, "end": 2.9}]
    saved = tmp_path / "saved.json"
    saved.write_text(json.dumps({"segments": [{"start": 0, "end": 2.9, "text": " one two", "words": words}]}))
    result = transcribe(
        tone(3.0),
        transcriber="saved",
        diarizer="fake",
        diarize=True,
        options={"saved": {"path": str(saved)}},
        plugins=[FakeEngines()],
    )
    assert [(word.start, word.end) for word in result.words] == [(0.0, 0.9), (1.7, 2.9)]

"""Words of a recording: times, clips, languages, stops and failures, on a tiny random model."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whisper_diarize_faster_whisper import loading
from whisper_diarize_faster_whisper.engine import FasterWhisperTranscriber

from whisper_diarize import (
    Audio,
    Cancelled,
    CancelToken,
    OptionError,
    Span,
    TranscriptionError,
)
from whisper_diarize.cancellation import cancellable
from whisper_diarize.protocols import ClipTranscriber
from whisper_diarize.testing import ProgressRecorder, conformance, silence

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("case", conformance.cases("transcriber"), ids=str)
def test_engine_conforms(engine: FasterWhisperTranscriber, case: conformance.Case) -> None:
    case.check(lambda: engine)


def test_words_have_times_and_probabilities(engine: FasterWhisperTranscriber, speech: Audio) -> None:
    transcript = engine.transcribe(speech, ProgressRecorder())

    assert len(transcript.words) > 1
    assert all(0 <= word.start <= word.end <= speech.duration for word in transcript.words)
    assert all(word.probability is not None and 0 < word.probability <= 1 for word in transcript.words)
    assert transcript.engine is not None
    assert transcript.engine.startswith("faster-whisper ")


def test_drawn_tokens_are_the_same_for_the_same_recording(
    make: Callable[..., FasterWhisperTranscriber], speech: Audio
) -> None:
    engine = make(temperature=(0.9,), unlikely=True)
    first = engine.transcribe(speech, ProgressRecorder())

    assert len(first.words) > 1
    assert engine.transcribe(speech, ProgressRecorder()) == first
    assert make(temperature=(0.9,), unlikely=True).transcribe(speech, ProgressRecorder()) == first


@pytest.mark.parametrize("changes", [{"language": "de"}, {"task": "translate"}], ids=str)
def test_english_model_refuses_other_languages(
    make: Callable[..., FasterWhisperTranscriber], english: Path, speech: Audio, changes: dict[str, Any]
) -> None:
    with pytest.raises(OptionError, match=r"knows English only; choose one without '\.en' in its name"):
        make(model=str(english), **changes).transcribe(speech, ProgressRecorder())


def test_english_model_writes_english(
    make: Callable[..., FasterWhisperTranscriber], english: Path, speech: Audio
) -> None:
    assert make(model=str(english)).transcribe(speech, ProgressRecorder()).language == "en"


def test_only_clips_have_words_and_these_their_times_in_the_recording(
    make: Callable[..., FasterWhisperTranscriber], speech: Audio
) -> None:
    engine = make(unlikely=True)
    clips = (Span(2.0, 4.0), Span(9.0, 11.0))

    words = engine.transcribe_clips(speech, clips, ProgressRecorder()).words

    assert isinstance(engine, ClipTranscriber)
    assert words
    assert all(any(clip.start <= word.start <= word.end <= clip.end for clip in clips) for word in words)


def test_clip_timestamps_choose_parts_of_the_recording(
    make: Callable[..., FasterWhisperTranscriber], speech: Audio
) -> None:
    words = make(clip_timestamps=(5.0, 8.0), unlikely=True).transcribe(speech, ProgressRecorder()).words

    assert words
    assert all(5 <= word.start <= word.end <= 8 for word in words)


def test_several_windows_at_a_time_leave_silence_out(
    make: Callable[..., FasterWhisperTranscriber], speech: Audio
) -> None:
    engine = make(batch_size=2, temperature=(0.0, 0.2, 0.4, 0.6, 0.8, 1.0))

    assert engine.transcribe(speech, ProgressRecorder()).words
    assert engine.transcribe(silence(3.0), ProgressRecorder()).words == ()


def test_progress_ends_at_the_end(make: Callable[..., FasterWhisperTranscriber], speech: Audio) -> None:
    progress = ProgressRecorder()
    make().transcribe(speech, progress)

    assert progress.steps[0] == (0.0, speech.duration)
    assert progress.steps[-1] == (speech.duration, speech.duration)


@pytest.mark.parametrize("step", ["encode", "generate", "align"])
def test_it_stops_in_the_middle_of_a_window(
    make: Callable[..., FasterWhisperTranscriber], speech: Audio, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    token, calls = CancelToken(), []
    compute = getattr(loading._Stoppable, step)

    # Any: CTranslate2's arguments and results
    def cancel_first(model: object, *arguments: Any, **named: Any) -> Any:
        token.cancel()
        calls.append(step)
        return compute(model, *arguments, **named)

    monkeypatch.setattr(loading._Stoppable, step, cancel_first)
    with cancellable(token), pytest.raises(Cancelled):
        make(language="en", unlikely=True).transcribe(speech, ProgressRecorder())
    assert calls == [step]


def test_failure_of_the_engine_names_the_recording(
    make: Callable[..., FasterWhisperTranscriber], speech: Audio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(loading._Stoppable, "generate", fail)
    with pytest.raises(TranscriptionError, match=r"standup.wav: faster-whisper failed \(RuntimeError: out of memory\)"):
        make().transcribe(speech, ProgressRecorder())


def test_another_sample_rate_is_refused(make: Callable[..., FasterWhisperTranscriber]) -> None:
    with pytest.raises(TranscriptionError, match="needs 16000 Hz, not 8000"):
        make().transcribe(Audio(np.zeros(80, np.float32), sample_rate=8000), ProgressRecorder())

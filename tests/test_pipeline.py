"""What a run does when parts of it fail, with fake engines."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.optional import present
from whisper_diarize import AudioError, DiarizationError, ExportError, OptionError, Progress, TranscriptionError
from whisper_diarize.components import Components, Part
from whisper_diarize.errors import Cancelled, ComponentError
from whisper_diarize.pipeline import finish, run
from whisper_diarize.records import (
    AttributedTranscript,
    AttributedWord,
    Audio,
    Diarization,
    Job,
    Quality,
    Segment,
    Span,
    SpeakerCount,
    Transcript,
    Turn,
    Word,
)
from whisper_diarize.testing import FakeDiarizer, FakeTranscriber, attributed_example, silence, tone


@dataclass
class Log:
    """Events that keep which hooks were called, and for which stage."""

    calls: list[Any] = field(default_factory=list[Any])

    def stage_started(self, job: Job, stage: str) -> None:
        self.calls.append(("stage_started", stage))

    def stage_progressed(self, job: Job, stage: str, done: float, total: float) -> None:
        self.calls.append(("stage_progressed", stage))

    def stage_finished(self, job: Job, stage: str, seconds: float, error: BaseException | None) -> None:
        self.calls.append(("stage_finished", stage))

    def output_written(self, job: Job, exporter: str, path: Path) -> None:
        self.calls.append(("output_written", exporter))


class Text:
    extension = "txt"

    def render(self, transcript: AttributedTranscript) -> str:
        return transcript.text


class Failing:
    """An engine, diarizer and exporter that fails with the error it is given."""

    extension = "bad"

    def __init__(self, error: Any) -> None:
        self.error = error

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        raise self.error

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:
        raise self.error

    def render(self, transcript: AttributedTranscript) -> str:
        raise self.error

    def attribute(self, words: Sequence[Word], diarization: Diarization) -> list[AttributedWord]:
        raise self.error

    def process(self, transcript: AttributedTranscript) -> AttributedTranscript:
        raise self.error


ORIGIN = "plugin 'mine' (mine-plugin 1.0)"


def part(kind: str, name: str, component: object) -> Part:  # type: ignore[type-arg]  # of any kind
    return Part(kind, name, component, ORIGIN)


class Returning(Failing):
    """Likewise, but returns what it is given."""

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        return self.error

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:
        return self.error

    def attribute(self, words: Sequence[Word], diarization: Diarization) -> list[AttributedWord]:
        return self.error

    def process(self, transcript: AttributedTranscript) -> AttributedTranscript:
        return self.error

    def render(self, transcript: AttributedTranscript) -> str:
        return self.error


def components(**changes: Any) -> Components:
    settings = {"transcriber": FakeTranscriber(), "diarizer": FakeDiarizer(), "exporters": {"txt": Text()}, **changes}
    one: dict[str, Any] = {  # its keys are those of parts
        kind: settings[kind] and part(kind, "mine", settings[kind])
        for kind in ("transcriber", "diarizer", "attributor")
        if kind in settings
    }
    return Components(
        open_audio=settings.get("open_audio", lambda _source, _rate: tone()),
        **one,
        post_processors=tuple(part("post-processor", *item) for item in settings.get("post", {}).items()),
        exporters=tuple(part("output format", *item) for item in settings["exporters"].items()),
        vad_clips=settings.get("vad_clips", False),
    )


class Eager:
    """An engine that keeps what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        return self.transcribe_clips(audio, ["everything"], progress)  # type: ignore[list-item]  # a fake in its place

    def transcribe_clips(self, audio: Audio, clips: Sequence[Span], progress: Progress) -> Transcript:
        self.asked += clips
        return FakeTranscriber().transcribe(audio, progress)


def job(tmp_path: Path) -> Job:
    return Job(source="talk.wav", name="talk", output_dir=tmp_path)


def test_failed_diarization_keeps_the_words(tmp_path: Path) -> None:
    failing = Failing(DiarizationError("no turns today"))
    outcome = run(job(tmp_path), components(diarizer=failing), Log())
    assert (tmp_path / "talk.txt").read_text() == "hello world"
    assert [str(error) for error in outcome.errors] == ["no turns today"]
    assert {word.reason for word in outcome.transcript.words} == {"not diarized"}


def test_failed_diarization_without_words_is_the_error(tmp_path: Path) -> None:
    failing = Failing(DiarizationError("no turns today"))
    with pytest.raises(DiarizationError, match="no turns today"):
        run(job(tmp_path), components(transcriber=None, diarizer=failing), Log())


def test_failed_transcription_is_the_error(tmp_path: Path) -> None:
    with pytest.raises(TranscriptionError, match="no words"):
        run(job(tmp_path), components(transcriber=Failing(TranscriptionError("no words"))), Log())


class Elsewhere(FakeTranscriber):
    """An engine that does whole jobs."""

    def transcribe_job(self, job: Job, audio: Audio, progress: Progress) -> AttributedTranscript:
        progress(1, 1)
        return replace(attributed_example(), name="there")


def test_engine_that_does_whole_jobs_has_its_result_named_and_written(tmp_path: Path) -> None:
    whole = components(transcriber=Elsewhere(), diarizer=None)
    named = replace(job(tmp_path), transcriber="far", diarizer=None, speaker_names=("Zoe",))
    outcome = run(named, whole, Log())
    assert (outcome.transcript.name, outcome.transcript.speakers[0].name) == (named.name, "Zoe")
    assert [path.name for path in outcome.outputs] == [f"{named.name}.txt"]


def test_engine_that_does_whole_jobs_leaves_the_speakers_to_another_diarizer(tmp_path: Path) -> None:
    mixed = components(transcriber=Elsewhere())
    outcome = run(replace(job(tmp_path), transcriber="far", diarizer="fake"), mixed, Log())
    assert outcome.transcript.text == "hello world"


def test_failed_output_leaves_the_others(tmp_path: Path) -> None:
    exporters = {"bad": Failing(ExportError("cannot say that")), "txt": Text()}
    outcome = run(job(tmp_path), components(exporters=exporters), Log())
    assert outcome.outputs == (tmp_path / "talk.txt",)
    assert [str(error) for error in outcome.errors] == ["cannot say that"]


FOREIGN = [RuntimeError("CUDA out of memory"), MemoryError(), SystemExit(3), KeyError("x")]


@pytest.mark.parametrize("error", FOREIGN, ids=lambda error: type(error).__name__)
def test_foreign_exception_of_a_diarizer_keeps_the_words_and_names_the_plugin(
    tmp_path: Path, error: KeyError | MemoryError | RuntimeError | SystemExit
) -> None:
    outcome = run(job(tmp_path), components(diarizer=Failing(error)), Log())
    assert (tmp_path / "talk.txt").read_text() == "hello world"
    reason = f"{type(error).__name__}: {error}".rstrip(": ")
    assert [str(error) for error in outcome.errors] == [f"the diarizer 'mine' of {ORIGIN} failed: {reason}"]
    assert outcome.errors[0].__cause__ is error


def test_foreign_exception_of_an_engine_is_one_error_and_ends_the_stage_for_observers(tmp_path: Path) -> None:
    log = Log()
    with pytest.raises(ComponentError, match=r"the transcriber 'mine' of plugin 'mine' .* failed: KeyError: 'bug'"):
        run(job(tmp_path), components(transcriber=Failing(KeyError("bug"))), log)
    assert log.calls[-1] == ("stage_finished", "transcription")


def test_interrupt_inside_a_component_passes(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(job(tmp_path), components(diarizer=Failing(KeyboardInterrupt())), Log())


@pytest.mark.parametrize(
    ("kind", "component", "told"),
    [
        ("diarizer", Returning(["turns"]), "it returned a list instead of a Diarization"),
        ("attributor", Returning(None), "it returned None instead of a Sequence"),
        ("attributor", Returning([1, 2]), "it returned an int instead of an AttributedWord"),
        ("attributor", Returning([]), "it does not return each word once and in order"),
        ("attributor", Failing(ZeroDivisionError("x")), "ZeroDivisionError: x"),
    ],
    ids=["diarizer's list", "None for words", "numbers for words", "words lost", "attributor raises"],
)
def test_component_that_breaks_its_contract_costs_only_what_it_would_have_added(
    tmp_path: Path, kind: str, component: Failing | Returning, told: str
) -> None:
    outcome = run(job(tmp_path), components(**{kind: component}), Log())
    assert (tmp_path / "talk.txt").read_text() == "hello world"
    assert [str(error) for error in outcome.errors] == [f"the {kind} 'mine' of {ORIGIN} failed: {told}"]


def test_words_of_a_failed_attributor_go_to_who_talks_most(tmp_path: Path) -> None:
    outcome = run(job(tmp_path), components(attributor=Failing(RuntimeError("x"))), Log())
    assert [word.speaker for word in outcome.transcript.words] == ["SPEAKER_00", "SPEAKER_01"]


@pytest.mark.parametrize("wrong", [Returning(None), Failing(RuntimeError("x"))], ids=["returns None", "raises"])
def test_failed_post_processor_is_left_out_and_the_others_apply(tmp_path: Path, wrong: Failing | Returning) -> None:
    class Louder:
        def process(self, transcript: AttributedTranscript) -> AttributedTranscript:
            return replace(transcript, name="LOUD")

    outcome = run(job(tmp_path), components(post={"bad": wrong, "louder": Louder()}), Log())
    assert outcome.transcript.name == "LOUD"
    assert (tmp_path / "talk.txt").read_text() == "hello world"
    assert [error.name for error in outcome.errors] == ["bad"]  # type: ignore[attr-defined]  # there all the same


@pytest.mark.parametrize("wrong", [Returning(7), Failing(MemoryError())], ids=["returns a number", "no memory"])
def test_output_format_that_fails_leaves_the_others(tmp_path: Path, wrong: Failing | Returning) -> None:
    outcome = run(job(tmp_path), components(exporters={"bad": wrong, "txt": Text()}), Log())
    assert outcome.outputs == (tmp_path / "talk.txt",)
    assert [(error.kind, error.name) for error in outcome.errors] == [("output format", "bad")]  # type: ignore[attr-defined]  # there all the same


def test_two_formats_for_one_file_are_refused_before_work_begins() -> None:
    class Loud(Text):
        extension = "TXT"

    with pytest.raises(OptionError, match=r"'txt' .* and 'loud' .* both write .TXT; choose one of them"):
        components(exporters={"txt": Text(), "loud": Loud()})


def test_recording_that_cannot_be_looked_up_any_more_is_still_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "talk.wav").touch()

    def gone(_source: str, _rate: int) -> Audio:
        monkeypatch.setattr(Path, "stat", lambda self, **_: (_ for _ in ()).throw(PermissionError("share is gone")))
        return tone()

    here = Job(source=str(tmp_path / "talk.wav"), name="talk")
    outcome = run(here, components(open_audio=gone), Log())
    monkeypatch.undo()
    assert outcome.transcript.recording == "talk.wav"
    assert outcome.errors == ()


def test_finish_is_the_tail_of_words_and_turns_that_exist(tmp_path: Path) -> None:
    log = Log()
    words, turns = FakeTranscriber().transcribe(tone(), lambda *_: None), Diarization((Turn(0.0, 2.5, "A"),))
    outcome = finish(Job("x.json", "x", tmp_path, speaker_names=("Ann",)), words, turns, components(), log)
    assert [(word.word.text, word.speaker) for word in outcome.transcript.words] == [(" hello", "A"), (" world", "A")]
    assert [speaker.name for speaker in outcome.transcript.speakers] == ["Ann"]
    assert outcome.transcript.duration == 2.5
    assert log.calls == [
        ("stage_started", "attribution"),
        ("stage_finished", "attribution"),
        ("stage_started", "export"),
        ("output_written", "txt"),
        ("stage_finished", "export"),
    ]


def test_reader_that_returns_another_rate_is_an_error(tmp_path: Path) -> None:
    slow = tone()
    reader = lambda _source, _rate: type(slow)(slow.samples, sample_rate=8000)  # noqa: E731
    with pytest.raises(AudioError, match="8000 Hz instead of 16000 Hz"):
        run(job(tmp_path), components(open_audio=reader), Log())


def test_nothing_is_written_without_an_output_folder() -> None:
    outcome = run(Job("talk.wav", "talk"), components(exporters={"bad": Failing(ExportError("x"))}), Log())
    assert outcome.outputs == ()
    assert outcome.errors == ()


def test_silence_writes_valid_empty_outputs_and_warns_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    quiet = components(
        open_audio=lambda _source, _rate: silence(), transcriber=FakeTranscriber(words=()), diarizer=FakeDiarizer(())
    )
    with caplog.at_level(logging.WARNING):
        outcome = run(job(tmp_path), quiet, Log())
    assert (tmp_path / "talk.txt").read_text() == ""
    assert outcome.errors == ()
    assert [record.getMessage() for record in caplog.records] == [
        "talk.wav: no speech was found; the outputs are empty"
    ]
    assert outcome.transcript.warnings == ("no speech was found; the outputs are empty",)


class Stretching:
    """An engine that spreads a word over a pause of five seconds."""

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        word = Word(0.5, 6.0, " yes")
        return Transcript((Segment(0.5, 6.0, " yes", (word,)),))


class StretchingFile(Stretching):
    """The same, from a file of the user's."""

    has_speakers = False

    def with_readers(self, readers: object) -> StretchingFile:
        return self


@pytest.mark.parametrize(("engine", "end"), [(Stretching(), 1.0), (StretchingFile(), 6.0)], ids=["engine", "file"])
def test_word_that_an_engine_spread_over_a_pause_ends_with_the_speech(
    tmp_path: Path, engine: Stretching, end: float
) -> None:
    diarizer = FakeDiarizer((Turn(0.0, 1.0, "a"), Turn(7.0, 8.0, "a")))

    (word,) = run(job(tmp_path), components(transcriber=engine, diarizer=diarizer), Log()).transcript.words

    assert (word.start, word.end) == (0.5, end)


def test_words_without_any_speaker_are_warned_of(tmp_path: Path) -> None:
    outcome = run(job(tmp_path), components(diarizer=FakeDiarizer(())), Log())
    assert outcome.transcript.warnings == ("there are words, but no speaker was found for them",)
    assert {word.reason for word in outcome.transcript.words} == {"no turns"}


def test_speaker_names_are_given_in_order_of_appearance(tmp_path: Path) -> None:
    wanted = Job("talk.wav", "talk", speaker_names=("Ann",))
    outcome = run(wanted, components(), Log())
    assert [speaker.name for speaker in outcome.transcript.speakers] == ["Ann", "SPEAKER_01"]


def test_speaker_count_reaches_the_diarizer(tmp_path: Path) -> None:
    seen = []

    class Curious(FakeDiarizer):
        def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:
            seen.append(speaker_count)
            return FakeDiarizer().diarize(audio, speaker_count, progress)

    run(Job("talk.wav", "talk", speaker_count=SpeakerCount(minimum=2)), components(diarizer=Curious()), Log())
    assert seen == [SpeakerCount(minimum=2)]


def test_clips_are_what_the_diarizer_found_to_be_speech(tmp_path: Path) -> None:
    engine, log = Eager(), Log()
    turns = (Turn(5.0, 6.0, "A"), Turn(6.5, 7.0, "B"), Turn(20.0, 21.0, "A"))
    long = components(
        open_audio=lambda _source, _rate: tone(21.1), transcriber=engine, diarizer=FakeDiarizer(turns), vad_clips=True
    )
    outcome = run(job(tmp_path), long, log)
    assert engine.asked == [Span(4.6, 7.4), Span(19.6, 21.1)]
    assert [stage for hook, stage in log.calls if hook == "stage_started"] == [
        *("audio", "diarization", "transcription", "attribution", "export")
    ]
    assert present(outcome.transcript.diarization).turns == turns


def test_without_vad_clips_everything_is_transcribed_and_first(tmp_path: Path) -> None:
    engine, log = Eager(), Log()
    run(job(tmp_path), components(transcriber=engine), log)
    stages = [stage for hook, stage in log.calls if hook == "stage_started"]
    assert engine.asked == ["everything"]
    assert stages.index("transcription") < stages.index("diarization")


def test_where_nobody_speaks_nothing_is_transcribed(tmp_path: Path) -> None:
    engine, log = Eager(), Log()
    outcome = run(job(tmp_path), components(transcriber=engine, diarizer=FakeDiarizer(()), vad_clips=True), log)
    assert engine.asked == []
    assert ("stage_started", "transcription") not in log.calls
    assert (tmp_path / "talk.txt").read_text() == ""
    assert outcome.transcript.warnings == ("no speech was found; the outputs are empty",)


def test_failed_diarization_without_clips_to_go_by_transcribes_everything(tmp_path: Path) -> None:
    engine = Eager()
    failing = Failing(DiarizationError("no turns today"))
    outcome = run(job(tmp_path), components(transcriber=engine, diarizer=failing, vad_clips=True), Log())
    assert engine.asked == ["everything"]
    assert (tmp_path / "talk.txt").read_text() == "hello world"
    assert [str(error) for error in outcome.errors] == ["no turns today"]


def test_shares_of_talk_are_known_of_any_diarizer(tmp_path: Path) -> None:
    outcome = run(job(tmp_path), components(), Log())
    assert present(outcome.transcript.diarization).quality == Quality(speech=1.0, overlap=0.0)


class UntoldError(Exception):
    """An exception whose text cannot be had."""

    def __str__(self) -> str:
        raise ValueError("no text")


@pytest.mark.parametrize(
    "error",
    [GeneratorExit(), asyncio.CancelledError(), UntoldError(), Cancelled("enough")],
    ids=lambda one: type(one).__name__,
)
def test_no_exception_of_a_diarizer_loses_the_words(tmp_path: Path, error: BaseException) -> None:
    outcome = run(job(tmp_path), components(diarizer=Failing(error)), Log())
    assert (tmp_path / "talk.txt").read_text() == "hello world"
    assert f"the diarizer 'mine' of {ORIGIN} failed: " in str(outcome.errors[0])


def test_an_error_of_another_stage_that_a_diarizer_raises_costs_the_speakers_only(tmp_path: Path) -> None:
    outcome = run(job(tmp_path), components(diarizer=Failing(TranscriptionError("it is deaf"))), Log())
    assert (tmp_path / "talk.txt").read_text() == "hello world"
    assert [str(error) for error in outcome.errors] == ["it is deaf"]


def test_words_that_an_attributor_takes_out_of_its_list_stay(tmp_path: Path) -> None:
    class Taking:
        def attribute(self, words: list[Word], diarization: Diarization) -> list[AttributedWord]:
            words.clear()
            return []

    outcome = run(job(tmp_path), components(attributor=Taking()), Log())
    assert (tmp_path / "talk.txt").read_text() == "hello world"
    assert "does not return each word once and in order" in str(outcome.errors[0])


def test_a_record_with_a_part_of_another_type_is_told_of_the_component_that_made_it(tmp_path: Path) -> None:
    wrong = Returning(Transcript((5,)))  # type: ignore[arg-type]  # that is what is told
    with pytest.raises(ComponentError, match="it returned a Transcript that is broken: a segment is a int"):
        run(job(tmp_path), components(transcriber=wrong), Log())

"""What a run does when parts of it fail, with fake engines."""

import logging
from dataclasses import dataclass, field

import pytest

from whisper_diarize import AudioError, DiarizationError, ExportError, TranscriptionError
from whisper_diarize.pipeline import Components, run
from whisper_diarize.records import Job, Quality, Span, SpeakerCount, Turn
from whisper_diarize.testing import FakeDiarizer, FakeTranscriber, silence, tone


@dataclass
class Log:
    """Keeps the names of the hooks that were called."""

    calls: list = field(default_factory=list)

    def notify(self, hook, **arguments):
        self.calls.append((hook, arguments.get("stage")))


class Text:
    extension = "txt"

    def render(self, transcript):
        return transcript.text


class Failing:
    """An engine, diarizer and exporter that fails with the error it is given."""

    extension = "bad"

    def __init__(self, error):
        self.error = error

    def transcribe(self, audio, progress):
        raise self.error

    def diarize(self, audio, speaker_count, progress):
        raise self.error

    def render(self, transcript):
        raise self.error


def components(**changes):
    settings = {
        "open_audio": lambda _source, _rate: tone(),
        "transcriber": FakeTranscriber(),
        "diarizer": FakeDiarizer(),
        "exporters": (("txt", Text()),),
        **changes,
    }
    return Components(**settings)


class Eager:
    """An engine that keeps what it was asked for."""

    def __init__(self):
        self.asked = []

    def transcribe(self, audio, progress):
        return self.transcribe_clips(audio, ["everything"], progress)

    def transcribe_clips(self, audio, clips, progress):
        self.asked += clips
        return FakeTranscriber().transcribe(audio, progress)


def job(tmp_path):
    return Job(source="talk.wav", name="talk", output_dir=tmp_path)


def test_failed_diarization_keeps_the_words(tmp_path):
    failing = Failing(DiarizationError("no turns today"))
    outcome = run(job(tmp_path), components(diarizer=failing), Log())
    assert (tmp_path / "talk.txt").read_text() == "hello world"
    assert [str(error) for error in outcome.errors] == ["no turns today"]
    assert {word.reason for word in outcome.transcript.words} == {"not diarized"}


def test_failed_diarization_without_words_is_the_error(tmp_path):
    failing = Failing(DiarizationError("no turns today"))
    with pytest.raises(DiarizationError, match="no turns today"):
        run(job(tmp_path), components(transcriber=None, diarizer=failing), Log())


def test_failed_transcription_is_the_error(tmp_path):
    with pytest.raises(TranscriptionError, match="no words"):
        run(job(tmp_path), components(transcriber=Failing(TranscriptionError("no words"))), Log())


def test_failed_output_leaves_the_others(tmp_path):
    exporters = (("bad", Failing(ExportError("cannot say that"))), ("txt", Text()))
    outcome = run(job(tmp_path), components(exporters=exporters), Log())
    assert outcome.outputs == (tmp_path / "talk.txt",)
    assert [str(error) for error in outcome.errors] == ["cannot say that"]


def test_bug_in_a_stage_still_ends_the_stage_for_observers(tmp_path):
    log = Log()
    with pytest.raises(KeyError):
        run(job(tmp_path), components(transcriber=Failing(KeyError("bug"))), log)
    assert log.calls[-1] == ("stage_finished", "transcription")


def test_reader_that_returns_another_rate_is_an_error(tmp_path):
    slow = tone()
    reader = lambda _source, _rate: type(slow)(slow.samples, sample_rate=8000)  # noqa: E731
    with pytest.raises(AudioError, match="8000 Hz instead of 16000 Hz"):
        run(job(tmp_path), components(open_audio=reader), Log())


def test_nothing_is_written_without_an_output_folder():
    outcome = run(Job("talk.wav", "talk"), components(exporters=(("bad", Failing(ExportError("x"))),)), Log())
    assert outcome.outputs == ()
    assert outcome.errors == ()


def test_silence_writes_valid_empty_outputs_and_warns_once(tmp_path, caplog):
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


def test_words_without_any_speaker_are_warned_of(tmp_path):
    outcome = run(job(tmp_path), components(diarizer=FakeDiarizer(())), Log())
    assert outcome.transcript.warnings == ("there are words, but no speaker was found for them",)
    assert {word.reason for word in outcome.transcript.words} == {"no turns"}


def test_speaker_names_are_given_in_order_of_appearance(tmp_path):
    wanted = Job("talk.wav", "talk", speaker_names=("Ann",))
    outcome = run(wanted, components(), Log())
    assert [speaker.name for speaker in outcome.transcript.speakers] == ["Ann", "SPEAKER_01"]


def test_speaker_count_reaches_the_diarizer(tmp_path):
    seen = []

    class Curious(FakeDiarizer):
        def diarize(self, audio, speaker_count, progress):
            seen.append(speaker_count)
            return FakeDiarizer().diarize(audio, speaker_count, progress)

    run(Job("talk.wav", "talk", speaker_count=SpeakerCount(minimum=2)), components(diarizer=Curious()), Log())
    assert seen == [SpeakerCount(minimum=2)]


def test_clips_are_what_the_diarizer_found_to_be_speech(tmp_path):
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
    assert outcome.transcript.diarization.turns == turns


def test_without_vad_clips_everything_is_transcribed_and_first(tmp_path):
    engine, log = Eager(), Log()
    run(job(tmp_path), components(transcriber=engine), log)
    stages = [stage for hook, stage in log.calls if hook == "stage_started"]
    assert engine.asked == ["everything"]
    assert stages.index("transcription") < stages.index("diarization")


def test_where_nobody_speaks_nothing_is_transcribed(tmp_path):
    engine, log = Eager(), Log()
    outcome = run(job(tmp_path), components(transcriber=engine, diarizer=FakeDiarizer(()), vad_clips=True), log)
    assert engine.asked == []
    assert ("stage_started", "transcription") not in log.calls
    assert (tmp_path / "talk.txt").read_text() == ""
    assert outcome.transcript.warnings == ("no speech was found; the outputs are empty",)


def test_failed_diarization_without_clips_to_go_by_transcribes_everything(tmp_path):
    engine = Eager()
    failing = Failing(DiarizationError("no turns today"))
    outcome = run(job(tmp_path), components(transcriber=engine, diarizer=failing, vad_clips=True), Log())
    assert engine.asked == ["everything"]
    assert (tmp_path / "talk.txt").read_text() == "hello world"
    assert [str(error) for error in outcome.errors] == ["no turns today"]


def test_shares_of_talk_are_known_of_any_diarizer(tmp_path):
    outcome = run(job(tmp_path), components(), Log())
    assert outcome.transcript.diarization.quality == Quality(speech=1.0, overlap=0.0)

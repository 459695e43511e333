"""One test per hook, each through the door that plugins use."""

import types
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest
from typer.testing import CliRunner

from tests.fakes.plugin_embedding import bands_plugin, write_bands_model
from whisper_diarize import (
    AttributedWord,
    Diarization,
    Job,
    Match,
    Progress,
    SavedFile,
    SavedSegment,
    SavedSpeech,
    Segment,
    Session,
    Transcript,
    TranscriptionError,
    Turn,
    Word,
    diarize,
    hookimpl,
    transcribe,
)
from whisper_diarize.catalogue import Credit, File, Folder, NamedModel, RegisterEmbedding, RegisterModel
from whisper_diarize.cli.app import group
from whisper_diarize.errors import ComponentError
from whisper_diarize.models import bundled_directory, read_config
from whisper_diarize.records import AttributedTranscript, Audio, SpeakerCount
from whisper_diarize.scoring import read_annotation
from whisper_diarize.scoring.matching import shared_seconds
from whisper_diarize.testing import FakeEngines, tone
from whisper_diarize.weights import load_embedding


def go(*plugins: object, source: Any = None, **arguments: Any) -> AttributedTranscript:
    settings = {"diarize": True, "transcriber": "fake", "diarizer": "fake", **arguments}
    return transcribe(source or tone(), plugins=[FakeEngines(), *plugins], **settings)


def test_register_commands_adds_a_command_to_the_group(install: Callable[[str, str], None]) -> None:
    install(
        "greeter",
        """
import typer
from whisper_diarize import hookimpl

@hookimpl
def register_commands(app):
    @app.command()
    def greet():
        typer.echo("hello")
""",
    )
    assert CliRunner().invoke(group(), ["greet"]).output == "hello\n"


def test_register_transcribers_adds_an_engine_with_options(plugin: Callable[..., types.ModuleType]) -> None:
    @dataclass(frozen=True)
    class Options:
        word: str = "hm"

    class Parrot:
        def __init__(self, options: Any) -> None:
            self.word = options.word

        def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
            return Transcript((Segment(0.0, 0.4, self.word, (Word(0.0, 0.4, self.word),)),))

    @hookimpl
    def register_transcribers(register: Callable[..., None]) -> None:
        register("parrot", Parrot, options=Options)

    result = go(plugin("mine", register_transcribers), transcriber="parrot", options={"parrot": {"word": "yes"}})
    assert result.text == "yes"


def test_register_diarizers_adds_a_diarizer(plugin: Callable[..., types.ModuleType]) -> None:
    class Loner:
        def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:
            return Diarization((Turn(0.0, audio.duration, "only"),))

    @hookimpl
    def register_diarizers(register: Callable[..., None]) -> None:
        register("loner", lambda _: Loner())

    result = go(plugin("mine", register_diarizers), diarizer="loner")
    assert [segment.speaker for segment in result.segments] == ["only"]


def test_register_models_adds_a_model_to_choose(plugin: Callable[..., types.ModuleType], standup: Path) -> None:
    @hookimpl
    def register_models(register: RegisterModel) -> None:
        credit = Credit("both", "Ann", "MIT")
        register(NamedModel("mine", "ours by another name", (credit,), (Folder(str(bundled_directory())),)))

    result = diarize(standup, model="mine", plugins=[plugin("mine", register_models)])
    assert (result.model, result.licence, result.authors) == ("mine", "MIT", "Ann")


@pytest.mark.parametrize("mode", ["exact", "fast"])
def test_register_embeddings_adds_an_architecture_that_a_model_names(
    mode: str, tmp_path: Path, interview: Path
) -> None:
    model = write_bands_model(tmp_path / "model")

    found = diarize(interview, model=model, options={"mlx": {"mode": mode}}, plugins=[bands_plugin()])

    assert (found.model, len(found.speakers)) == ("by bands", 2)
    shares = shared_seconds(read_annotation(interview.with_suffix(".rttm")).turns, found.turns)
    people, labels = zip(*(pair for pair, seconds in shares.items() if seconds > 1), strict=True)
    assert (sorted(people), sorted(labels)) == (["Mary", "Tom"], ["SPEAKER_00", "SPEAKER_01"])


def test_register_embeddings_runs_a_network_with_parts_as_ours_in_fast_mode(
    plugin: Callable[..., types.ModuleType], tmp_path: Path, interview: Path
) -> None:
    @hookimpl
    def register_embeddings(register: RegisterEmbedding) -> None:
        register("same", load_embedding)

    @hookimpl
    def register_models(register: RegisterModel) -> None:
        settings = {**asdict(read_config(model / "config.json")), "embedding_architecture": "same"}
        for label in ("name", "licence", "authors"):
            del settings[label]
        files = (File("segmentation.safetensors"), File("embedding.safetensors"))
        source = Folder(str(model), files)
        register(
            NamedModel("mine", "ours by another name", (Credit("both", "Ann", "MIT"),), (source,), config=settings)
        )

    model = bundled_directory()
    found = diarize(interview, model="mine", plugins=[plugin("mine", register_embeddings, register_models)])
    assert found.turns == diarize(interview, model="bundled").turns


def test_register_attributors_adds_a_way_to_give_words_to_speakers(plugin: Callable[..., types.ModuleType]) -> None:
    class Backwards:
        def attribute(self, words: Sequence[Word], diarization: Diarization) -> list[AttributedWord]:
            return [AttributedWord(word, diarization.speakers[-1], "overlap") for word in words]

    @hookimpl
    def register_attributors(register: Callable[..., None]) -> None:
        register("backwards", lambda _: Backwards())

    result = go(plugin("mine", register_attributors), attribution="backwards")
    assert {word.speaker for word in result.words} == {"SPEAKER_01"}


def test_register_identifiers_adds_a_way_to_recognise_people(plugin: Callable[..., types.ModuleType]) -> None:
    class Guess:
        def identify(self, diarization: Diarization, audio: Audio | None) -> dict[str, Match]:
            assert audio is not None
            return {diarization.speakers[0]: Match("Ann", 0.9, None, "suggested")}

    @hookimpl
    def register_identifiers(register: Callable[..., None]) -> None:
        register("guess", lambda _: Guess())

    result = go(plugin("mine", register_identifiers), identifier="guess")
    assert [(one.name, one.match and one.match.name) for one in result.speakers] == [
        ("SPEAKER_00", "Ann"),
        ("SPEAKER_01", None),
    ]


def test_register_post_processors_apply_in_the_order_asked_for(plugin: Callable[..., types.ModuleType]) -> None:
    class Append:
        def __init__(self, mark: str) -> None:
            self.mark = mark

        def process(self, transcript: AttributedTranscript) -> AttributedTranscript:
            return transcript.map_words(lambda word: word + self.mark)

    @hookimpl
    def register_post_processors(register: Callable[..., None]) -> None:
        register("a", lambda _: Append("a"))
        register("b", lambda _: Append("b"))

    result = go(plugin("mine", register_post_processors), post=["b", "a"])
    assert [segment.text for segment in result.segments] == ["helloba", "worldba"]


def test_register_exporters_adds_a_format_that_is_written(
    plugin: Callable[..., types.ModuleType], tmp_path: Path
) -> None:
    class Count:
        extension = "count"

        def render(self, transcript: AttributedTranscript) -> str:
            return f"{len(transcript.words)} words\n"

    @hookimpl
    def register_exporters(register: Callable[..., None]) -> None:
        register("count", lambda _: Count())

    go(plugin("mine", register_exporters), output_formats=["count"], output_dir=tmp_path)
    assert (tmp_path / "tone.count").read_text() == "2 words\n"


def test_register_readers_adds_a_reader_that_is_tried_before_ours(
    plugin: Callable[..., types.ModuleType], tmp_path: Path
) -> None:
    class Upper:
        def read(self, file: SavedFile) -> SavedSpeech | None:
            if not file.text.isupper():
                return None
            return SavedSpeech((SavedSegment(file.text, 0.5, 1.0, speaker="Ann"),))

    @hookimpl
    def register_readers(register: Callable[..., None]) -> None:
        register("upper", lambda _: Upper())

    path = tmp_path / "talk.rttm"
    path.write_text("SPEAKER")
    saved: dict[str, Any] = {"transcriber": "saved", "diarize": False, "options": {"saved": {"path": str(path)}}}
    result = go(plugin("mine", register_readers), **saved)
    assert [(word.text, word.start, word.speaker, word.reason) for word in result.words] == [
        (" SPEAKER", 0.5, "Ann", "transcript")
    ]
    assert result.diarization == Diarization((Turn(0.5, 1.0, "Ann"),), model="the transcript")


def test_register_readers_names_a_reader_that_fails(plugin: Callable[..., types.ModuleType], tmp_path: Path) -> None:
    class Broken:
        def read(self, file: SavedFile) -> SavedSpeech | None:
            raise KeyError("words")

    @hookimpl
    def register_readers(register: Callable[..., None]) -> None:
        register("broken", lambda _: Broken())

    path = tmp_path / "talk.json"
    path.write_text("{}")
    with pytest.raises(ComponentError, match=r"the reader 'broken' of plugin 'mine' .* failed: KeyError: 'words'"):
        go(plugin("mine", register_readers), transcriber="saved", options={"saved": {"path": str(path)}})


def test_open_audio_of_a_plugin_comes_before_the_built_in_reader(plugin: Callable[..., types.ModuleType]) -> None:
    @hookimpl
    def open_audio(source: str, sample_rate: int) -> Audio | None:
        return tone(2.0) if source.startswith("tone:") else None

    result = go(plugin("mine", open_audio), source="tone:440")
    assert result.duration == pytest.approx(2.0)


def test_stage_started_is_called_for_each_stage_in_order(
    plugin: Callable[..., types.ModuleType], tmp_path: Path
) -> None:
    stages = []

    @hookimpl
    def stage_started(job: Job, stage: str) -> None:
        stages.append((job.name, stage))

    go(plugin("mine", stage_started), output_formats=["srt"], output_dir=tmp_path)
    assert stages == [("tone", stage) for stage in ("audio", "transcription", "diarization", "attribution", "export")]


def test_stage_progressed_passes_on_what_engines_report(plugin: Callable[..., types.ModuleType]) -> None:
    reports = []

    @hookimpl
    def stage_progressed(stage: str, done: float, total: float) -> None:
        reports.append((stage, done, total))

    go(plugin("mine", stage_progressed))
    assert reports == [("transcription", 1.0, 1.0), ("diarization", 1.0, 1.0)]


def test_stage_finished_is_called_when_a_stage_fails_too(plugin: Callable[..., types.ModuleType]) -> None:
    ends = []

    class Broken:
        def transcribe(self, audio: Audio, progress: Progress) -> NoReturn:
            raise TranscriptionError("no words today")

    @hookimpl
    def register_transcribers(register: Callable[..., None]) -> None:
        register("broken", lambda _: Broken())

    @hookimpl
    def stage_finished(stage: str, seconds: float, error: BaseException | None) -> None:
        ends.append((stage, seconds >= 0, str(error)))

    with pytest.raises(TranscriptionError):
        go(plugin("mine", register_transcribers, stage_finished), transcriber="broken")
    assert ends == [("audio", True, "None"), ("transcription", True, "no words today")]


def test_output_written_names_exporter_and_path(plugin: Callable[..., types.ModuleType], tmp_path: Path) -> None:
    written = []

    @hookimpl
    def output_written(exporter: str, path: Path) -> None:
        written.append((exporter, path))

    go(plugin("mine", output_written), output_formats=["srt", "json"], output_dir=tmp_path)
    assert written == [("srt", tmp_path / "tone.srt"), ("json", tmp_path / "tone.json")]


def test_live_text_has_words_and_their_speakers(plugin: Callable[..., types.ModuleType]) -> None:
    told = []

    @hookimpl
    def live_text(name: str, first: int, words: Sequence[Word], speakers: Sequence[str]) -> None:
        told.append((name, first, [word.text for word in words], list(speakers)))

    with Session(transcriber="fake", diarizer="fake", plugins=[FakeEngines(), plugin("mine", live_text)]) as session:
        session.follow().tell_words("monday", 7, [Word(0.0, 0.5, " Hello")], ["?"])
    assert told == [("monday", 7, [" Hello"], ["?"])]


def test_live_revision_has_places_and_the_speaker(plugin: Callable[..., types.ModuleType]) -> None:
    told = []

    @hookimpl
    def live_revision(name: str, places: Sequence[int], speaker: str) -> None:
        told.append((name, list(places), speaker))

    with Session(
        transcriber="fake", diarizer="fake", plugins=[FakeEngines(), plugin("mine", live_revision)]
    ) as session:
        session.follow().tell_revision("monday", [7, 8], "SPEAKER_01")
    assert told == [("monday", [7, 8], "SPEAKER_01")]

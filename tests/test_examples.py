"""Every example of plugins/examples/ does what it says, and conforms."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from typer.testing import Result

from tests.fakes.plugin_embedding import write_bands_model
from whisper_diarize import AttributedTranscript, AudioError, Session, Word, attribute, transcribe
from whisper_diarize.plugins import import_plugin, load
from whisper_diarize.records import Diarization, Segment, Transcript, Turn
from whisper_diarize.testing import FakeEngines, conformance, tone

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[1] / "plugins" / "examples"
FILES = sorted(EXAMPLES.glob("*.py"))
FAKE = {"transcriber": "fake", "diarizer": "fake"}


def example(hook: str) -> ModuleType:
    return import_plugin(str(EXAMPLES / f"{hook}.py"))


# Any: the arguments of `transcribe`
def go(hook: str, source: str | None = None, **arguments: Any) -> AttributedTranscript:
    """Transcribe with one example, and the fake engines."""
    settings: dict[str, Any] = {"diarize": True, **FAKE, **arguments}
    return transcribe(source or tone(3.0), plugins=[FakeEngines(), example(hook)], **settings)


@pytest.mark.parametrize("case", conformance.cases("plugin"), ids=str)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_example_conforms_as_a_plugin(
    file: Path, case: conformance.Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    case.check(lambda: import_plugin(str(file)))


@pytest.mark.parametrize(
    ("kind", "case", "make"),
    [
        pytest.param(kind, case, make, id=f"{kind}-{case}")
        for kind, make in {
            "exporter": lambda: example("register_exporters").Counts(),
            "post-processor": lambda: example("register_post_processors").Shout(
                example("register_post_processors").ShoutOptions()
            ),
            "transcriber": lambda: example("register_transcribers").Beeper(
                example("register_transcribers").BeeperOptions()
            ),
            "diarizer": lambda: example("register_diarizers").Round(example("register_diarizers").RoundOptions()),
            "embedding": lambda: example("register_embeddings").BandStatistics(np.eye(44, 32), np.zeros(32)),
            "attributor": lambda: example("register_attributors").LastStarter(),
            "file-reader": lambda: example("register_readers").Minutes(),
        }.items()
        for case in conformance.cases(kind)
    ],
)
def test_component_of_an_example_conforms(kind: str, case: conformance.Case, make: Callable[[], Any]) -> None:
    case.check(make)


def test_register_exporters_counts_words(tmp_path: Path) -> None:
    go("register_exporters", output_formats=["counts"], output_dir=tmp_path)
    assert (tmp_path / "tone.counts.tsv").read_text() == "SPEAKER_00\t1\nSPEAKER_01\t1\n"


def test_register_identifiers_suggests_who_talks_most() -> None:
    result = go("register_identifiers", identifier="host", options={"host": {"names": "Ann"}})
    assert [(speaker.label, speaker.match and speaker.match.name) for speaker in result.speakers] == [
        ("SPEAKER_00", "Ann"),
        ("SPEAKER_01", None),
    ]


def test_register_post_processors_shouts_in_text_and_words() -> None:
    words = (Word(0.0, 0.5, " Yes,"), Word(0.5, 1.0, " please."))
    transcript = attribute(
        Transcript((Segment(0.0, 1.0, " Yes, please.", words),)), Diarization((Turn(0.0, 1.0, "a"),))
    )
    module = example("register_post_processors")
    loud = module.Shout(module.ShoutOptions(mark="!!")).process(transcript)
    assert loud.text == "YES, PLEASE!!"
    assert [word.word.text for word in loud.words] == [" YES,", " PLEASE!!"]


def test_register_transcribers_beeps_each_second() -> None:
    result = go("register_transcribers", transcriber="beeper", options={"beeper": {"level": "0.05"}})
    assert result.text == "beep beep beep"


def test_register_diarizers_lets_people_talk_in_turn() -> None:
    result = go("register_diarizers", diarizer="round", num_speakers=3, options={"round": {"seconds": "0.4"}})
    assert result.diarization is not None
    assert [turn.speaker for turn in result.diarization.turns][:4] == [f"SPEAKER_{n:02}" for n in (0, 1, 2, 0)]


def test_register_attributors_takes_the_last_starter() -> None:
    result = go("register_attributors", attribution="last-starter")
    assert [word.speaker for word in result.words] == ["SPEAKER_00", "SPEAKER_01"]


def test_register_readers_reads_minutes(whisper_diarize: Callable[..., Result], tmp_path: Path) -> None:
    minutes = tmp_path / "minutes.txt"
    minutes.write_text("[00:00:01] Ann: Shall we?\n[00:00:03] Bob: Yes.\n")
    result = whisper_diarize("--plugin", EXAMPLES / "register_readers.py", "attribute", minutes)
    assert [line.split("] ")[1] for line in result.stdout.splitlines()] == ["Ann: Shall we?", "Bob: Yes."]


def test_register_readers_says_which_line_is_wrong(whisper_diarize: Callable[..., Result], tmp_path: Path) -> None:
    minutes = tmp_path / "minutes.txt"
    minutes.write_text("[00:00:01] Ann: Shall we?\nYes.\n")
    result = whisper_diarize("--plugin", EXAMPLES / "register_readers.py", "attribute", minutes)
    assert "this looks like minutes, but line 2 has no time and name in front" in result.stderr


def test_register_models_comes_before_ours_where_it_is(whisper_diarize: Callable[..., Result]) -> None:
    result = whisper_diarize("models", "list", "--plugin", EXAMPLES / "register_models.py", "--json")
    meetings = next(row for row in json.loads(result.stdout) if row["name"] == "meetings")
    assert (meetings["source"], meetings["licence"], meetings["cached"]) == (["/srv/models/meetings"], "MIT", False)
    assert load([example("register_models")], installed=False).models.ranked[0].name == "meetings"


def test_register_embeddings_knows_the_models_that_name_it(
    whisper_diarize: Callable[..., Result], tmp_path: Path, interview: Path
) -> None:
    model = write_bands_model(tmp_path / "model")
    plugin = ("--plugin", EXAMPLES / "register_embeddings.py")
    turns = tmp_path / "talk.rttm"
    found = whisper_diarize("diarize", interview, "--diarization-model", model, *plugin, "--output", turns)
    assert found.exit_code == 0, found.output
    assert {line.split()[7] for line in turns.read_text().splitlines()} == {"SPEAKER_00", "SPEAKER_01"}
    assert "embedding: bands, an architecture of a plugin" in whisper_diarize("models", "show", model).stdout


def test_register_commands_prints_the_longest_segment(whisper_diarize: Callable[..., Result], tmp_path: Path) -> None:
    document = tmp_path / "talk.json"
    document.write_text(
        json.dumps({"segments": [{"start": 0, "end": 1, "text": " a"}, {"start": 1, "end": 9, "text": " b"}]})
    )
    result = whisper_diarize("--plugin", EXAMPLES / "register_commands.py", "longest", document)
    assert result.stdout == "b\n"


def test_open_audio_opens_a_tone() -> None:
    assert go("open_audio", source="tone:440").duration == 1.0


def test_open_audio_says_what_is_missing() -> None:
    with pytest.raises(AudioError, match="after tone: comes a frequency"):
        go("open_audio", source="tone:loud")


@pytest.mark.parametrize(
    ("hook", "text"), [("stage_started", "tone: export begins"), ("stage_finished", "tone: audio took")]
)
def test_stage_is_logged(hook: str, text: str, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    with caplog.at_level(logging.INFO):
        go(hook, output_formats=["srt"], output_dir=tmp_path)
    assert text in caplog.text


def test_stage_progressed_keeps_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRESS_FILE", str(tmp_path / "progress.json"))
    go("stage_progressed")
    assert json.loads((tmp_path / "progress.json").read_text()) == {
        "name": "tone",
        "stage": "diarization",
        "share": 1.0,
    }


def test_output_written_copies_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "copies").mkdir()
    monkeypatch.setenv("TRANSCRIPTS_COPY", str(tmp_path / "copies"))
    go("output_written", output_formats=["srt"], output_dir=tmp_path)
    assert (tmp_path / "copies" / "tone.srt").read_bytes() == (tmp_path / "tone.srt").read_bytes()


def test_live_text_is_written_to_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVE_TEXT", str(tmp_path / "said.txt"))
    with Session(transcriber="fake", diarizer="fake", plugins=[FakeEngines(), example("live_text")]) as session:
        session.follow().tell_words("monday", 0, [Word(0.0, 0.5, " Hello"), Word(0.5, 1.0, " world")], ["?", "Ann"])
    assert (tmp_path / "said.txt").read_text() == "Ann: Hello world\n"


def test_live_revision_changes_the_speakers_that_are_remembered() -> None:
    remembering = example("live_revision")
    with Session(transcriber="fake", diarizer="fake", plugins=[FakeEngines(), remembering]) as session:
        following = session.follow()
        following.tell_words("monday", 0, [Word(0.0, 0.5, " Hello"), Word(0.5, 1.0, " world")], ["?", "?"])
        following.tell_revision("monday", [1], "SPEAKER_00")
    assert remembering.said.of["monday"] == ["?", "SPEAKER_00"]

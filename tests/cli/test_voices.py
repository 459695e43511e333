"""People from the first name to the third recording, by commands, with a diarizer whose voices follow from names."""

import json
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile
from typer.testing import Result

from tests.channels.conversations import RATE, conversation
from tests.fakes.commands import Command
from whisper_diarize.records import VoiceFigures

DIARIZER = """
import numpy as np
from whisper_diarize import Diarization, Turn, VoiceFigures, VoiceModel, hookimpl

FIGURES = VoiceFigures(cutoff=0.6, slope=20.0, margin=0.1, names=0.7)

class Initials:
    '''Each letter of the file's name is a person, who has an axis of the space, and a channel if these are split.'''

    def diarize(self, audio, speaker_count, progress):
        people = audio.name if audio.channel is None else audio.name[audio.channel]
        labels = [f"SPEAKER_{number:02d}" for number in range(len(people))]
        turns, vectors = [], {}
        for place, (label, letter) in enumerate(zip(labels, people)):
            first = place * 21.0
            turns += [Turn(first + 7 * part, first + 7 * part + 6, label) for part in range(3)]
            vectors[label] = np.eye(26, dtype=np.float32)[ord(letter) - ord("a")]
        return Diarization(tuple(turns), embeddings=vectors, model="initials", voice_model=VoiceModel("net", FIGURES))

@hookimpl
def register_diarizers(register):
    register("initials", lambda _: Initials())
"""
FAKE = ("--transcriber", "fake", "--diarizer", "initials")
ASKED = ("--consent", "asked on 3 May")


@pytest.fixture
def recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interview: Path, install: Callable[[str, str], None], fakes: None
) -> Callable[[str], Path]:
    """Make a recording in which the people whose initials are in its name talk; the folder is the current one."""
    install("initials", DIARIZER)
    monkeypatch.setenv("WHISPER_DIARIZE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def make(name: str) -> Path:
        shutil.copy(interview, tmp_path / f"{name}.wav")
        return Path(f"{name}.wav")

    return make


Make = Callable[[str], Path]


def speakers(document: str) -> dict[str, tuple[str, str | None]]:
    """Return name and status of the match of each speaker."""
    found = json.loads(Path(document).read_text(encoding="utf-8"))["speakers"]
    return {one["label"]: (one["name"], one["match"] and one["match"]["status"]) for one in found}


def line(result: Result, word: str) -> str:
    """Return the only line of standard error that has a word."""
    (found,) = [one for one in result.stderr.splitlines() if word in one]
    return found


def test_from_the_first_name_to_the_third_recording(
    recording: Make, transcribe: Command, whisper_diarize: Command
) -> None:
    transcribe(recording("ab"), "--diarize", *FAKE)
    named = whisper_diarize("rename", "ab.json", "SPEAKER_00=Ann", "--remember", *ASKED, "--diarizer", "initials")
    assert named.exit_code == 0
    assert named.stderr.endswith("Ann: 1 sample, 18 s of speech\n")

    second = transcribe(recording("ca"), "--diarize", "--voices", "all", *FAKE)
    assert line(second, "may be") == "SPEAKER_01 may be Ann (1.00)"
    assert line(second, "to confirm") == "to confirm: whisper-diarize rename ca.json SPEAKER_01=Ann"
    assert speakers("ca.json") == {"SPEAKER_00": ("SPEAKER_00", "unknown"), "SPEAKER_01": ("SPEAKER_01", "suggested")}
    whisper_diarize("rename", "ca.json", "SPEAKER_01=Ann")
    assert speakers("ca.json")["SPEAKER_01"] == ("Ann", "confirmed")

    third = transcribe(recording("ad"), "--diarize", "--voices", "Ann", "--voices-auto", *FAKE)
    assert line(third, "is named") == "SPEAKER_00 is named Ann (1.00)"
    assert speakers("ad.json") == {"SPEAKER_00": ("Ann", "suggested"), "SPEAKER_01": ("SPEAKER_01", "unknown")}
    assert "Ann: hello" in third.stdout


def test_nothing_is_compared_without_voices(recording: Make, transcribe: Command, whisper_diarize: Command) -> None:
    whisper_diarize("voices", "add", "Ann", recording("a"), *ASKED, "--diarizer", "initials")
    transcribe(recording("ab"), "--diarize", *FAKE)
    assert speakers("ab.json") == {"SPEAKER_00": ("SPEAKER_00", None), "SPEAKER_01": ("SPEAKER_01", None)}


def test_a_vector_is_in_no_output(recording: Make, transcribe: Command, whisper_diarize: Command) -> None:
    whisper_diarize("voices", "add", "Ann", recording("a"), *ASKED, "--diarizer", "initials")
    transcribe(recording("ab"), "--diarize", "--voices", "all", *FAKE, "-f", "all,html,whisperx", "--verbose")
    written = [path for path in Path().iterdir() if path.suffix != ".wav" and path.is_file()]
    assert len(written) == 8
    assert [path.name for path in written if "embedding" in path.read_text(encoding="utf-8")] == []


def test_a_clip_of_two_people_is_refused(recording: Make, whisper_diarize: Command) -> None:
    result = whisper_diarize("voices", "add", "Ann", recording("ab"), *ASKED, "--diarizer", "initials")
    assert result.exit_code == 1
    assert "ab.wav: 2 voices are heard in it; cut out one person's" in result.stderr


def test_a_voice_needs_consent_once(recording: Make, whisper_diarize: Command) -> None:
    refused = whisper_diarize("voices", "add", "Ann", recording("a"), "--diarizer", "initials")
    assert refused.exit_code == 2
    assert "Ann: a voice is personal data, kept only if the person agrees" in refused.stderr
    whisper_diarize("voices", "add", "Ann", recording("a"), *ASKED, "--diarizer", "initials")
    assert whisper_diarize("voices", "add", "Ann", recording("a"), "--diarizer", "initials").exit_code == 0
    assert whisper_diarize("voices", "show", "Ann").stdout.count("agreed: asked on 3 May") == 1


def test_a_transcripts_speaker_can_be_added(
    recording: Make, transcribe: Command, whisper_diarize: Command, tmp_path: Path
) -> None:
    transcribe(recording("ab"), "--diarize", *FAKE, "--output-dir", "out")
    given = ("voices", "add", "Bob", "--from", "out/ab.json", "--speaker", "SPEAKER_01", *ASKED)
    assert whisper_diarize(*given, "--diarizer", "initials").stderr.endswith("Bob: 1 sample, 18 s of speech\n")
    (tmp_path / "ab.wav").rename("elsewhere.wav")
    lost = whisper_diarize(*given, "--diarizer", "initials")
    assert (
        "its recording, ab.wav, is not beside it; voices are learnt from sound: name it with --recording" in lost.stderr
    )


def test_clips_and_a_transcript_exclude_each_other(recording: Make, whisper_diarize: Command) -> None:
    result = whisper_diarize("voices", "add", "Ann", recording("a"), "--from", "x.json", *ASKED)
    assert result.exit_code == 2
    assert "name clips of one person, or a transcript's speaker" in result.stderr


def test_list_test_rename_delete(recording: Make, whisper_diarize: Command, tmp_path: Path) -> None:
    for name, clip in (("Ann", "a"), ("Bob", "b")):
        whisper_diarize("voices", "add", name, recording(clip), *ASKED, "--diarizer", "initials")
    assert json.loads(whisper_diarize("voices", "list", "--json").stdout)[1]["name"] == "Bob"
    compared = whisper_diarize("voices", "test", recording("bz"), "--diarizer", "initials").stdout
    assert "bz.wav: 2 voices, 2 people known to initials" in compared
    assert "│ Bob    │  1.00 │" in compared
    whisper_diarize("voices", "rename", "Bob", "Robert")
    assert whisper_diarize("voices", "delete", "Robert", "--yes").exit_code == 0
    assert "Robert" not in whisper_diarize("voices", "list").stdout
    assert b"Robert" not in (tmp_path / "data" / "voices.sqlite").read_bytes()


def test_exported_voices_are_private_and_come_back(recording: Make, whisper_diarize: Command) -> None:
    whisper_diarize("voices", "add", "Ann", recording("a"), *ASKED, "--diarizer", "initials")
    whisper_diarize("voices", "export", "kept.json")
    assert Path("kept.json").stat().st_mode & 0o077 == 0
    whisper_diarize("voices", "delete", "Ann", "--yes")
    assert whisper_diarize("voices", "import", "kept.json").stderr == "added 1 people\n"
    assert "Ann" in whisper_diarize("voices", "list").stdout


def test_prune_deletes_old_samples(recording: Make, whisper_diarize: Command) -> None:
    whisper_diarize("voices", "add", "Ann", recording("a"), *ASKED, "--diarizer", "initials")
    assert whisper_diarize("voices", "prune", "--older-than", 30, "--yes").stderr == "deleted 0 samples\n"
    assert whisper_diarize("voices", "prune", "--older-than", 0, "--yes").stderr == "deleted 1 samples\n"
    assert "nobody's voice is kept" in whisper_diarize("voices", "list").stdout


def test_names_without_voices_are_refused(recording: Make, transcribe: Command) -> None:
    result = transcribe(recording("ab"), "--diarize", "--voices-auto", *FAKE)
    assert result.exit_code == 2
    assert "--voices-auto gives names that --voices suggests" in result.stderr


def test_an_empty_library_is_told_before_work(recording: Make, transcribe: Command) -> None:
    result = transcribe(recording("ab"), "--diarize", "--voices", "all", *FAKE)
    assert result.exit_code == 2
    assert "the library of voices is empty" in result.stderr
    assert not Path("ab.json").exists()


def test_same_people_have_one_label_in_all_recordings(recording: Make, transcribe: Command) -> None:
    transcribe(recording("ab"), recording("cb"), "--diarize", "--same-people", "--speaker-names", "Ann,Bob", *FAKE)
    assert [name for name, _ in speakers("ab.json").values()] == ["Ann", "Bob"]
    turns = json.loads(Path("cb.json").read_text(encoding="utf-8"))["turns"]
    assert list(dict.fromkeys((turn["speaker_label"], turn["speaker"]) for turn in turns)) == [
        ("SPEAKER_02", "SPEAKER_02"),
        ("SPEAKER_01", "Bob"),
    ]


def test_a_network_that_mistakes_voices_names_nobody(
    recording: Make, transcribe: Command, whisper_diarize: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    whisper_diarize("voices", "add", "Ann", recording("a"), *ASKED, "--diarizer", "initials")
    monkeypatch.setattr("installed_initials.FIGURES", VoiceFigures(0.6, 20.0, 0.1))
    result = transcribe(recording("ab"), "--diarize", "--voices", "all", "--voices-auto", *FAKE)
    assert "initials mistakes voices too often to name people; names are suggested only" in result.stderr
    assert speakers("ab.json")["SPEAKER_00"] == ("SPEAKER_00", "suggested")


def test_names_are_quoted_for_the_shell(recording: Make, transcribe: Command, whisper_diarize: Command) -> None:
    whisper_diarize("voices", "add", "Ann O'Neil", recording("a"), *ASKED, "--diarizer", "initials")
    whisper_diarize("voices", "add", "Bob", recording("b"), *ASKED, "--diarizer", "initials")
    result = transcribe(recording("ab"), "--diarize", "--voices", "all", *FAKE)
    told = line(result, "to confirm").removeprefix("to confirm: whisper-diarize ")
    assert whisper_diarize(*shlex.split(told)).exit_code == 0
    assert speakers("ab.json") == {"SPEAKER_00": ("Ann O'Neil", "confirmed"), "SPEAKER_01": ("Bob", "confirmed")}


def test_same_people_have_one_label_in_all_calls(recording: Make, transcribe: Command) -> None:
    for name in ("ab", "cb"):
        soundfile.write(recording(name), conversation(24.0).T, RATE)
    transcribe("ab.wav", "cb.wav", "--diarize", "--same-people", "--channels", "split", *FAKE)

    first, second = (json.loads(Path(f"{name}.json").read_text(encoding="utf-8"))["turns"] for name in ("ab", "cb"))
    assert {(turn["speaker_label"], turn["channel"]) for turn in first} == {("SPEAKER_00", 0), ("SPEAKER_01", 1)}
    assert {(turn["speaker_label"], turn["channel"]) for turn in second} == {("SPEAKER_02", 0), ("SPEAKER_01", 1)}

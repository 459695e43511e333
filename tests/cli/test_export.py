import shutil
from pathlib import Path

import pytest

from tests.fakes.commands import Command
from whisper_diarize.cli.app import COMMANDS
from whisper_diarize.documents import read

FAKE = ("--transcriber", "fake", "--diarizer", "fake")


@pytest.fixture
def document(transcribe: Command, fakes: None, standup: Path, tmp_path: Path) -> Path:
    """`out/talk.json`, of `talk.wav`, which lies beside the folder."""
    shutil.copy(standup, tmp_path / "talk.wav")
    transcribe(tmp_path / "talk.wav", "--diarize", *FAKE, "--output-dir", tmp_path / "out")
    return tmp_path / "out" / "talk.json"


def test_every_format_is_what_transcribe_wrote(whisper_diarize: Command, document: Path, tmp_path: Path) -> None:
    result = whisper_diarize("export", document, "--output-dir", tmp_path / "again")
    assert result.exit_code == 0, result.output
    written = {path.name: path.read_text() for path in (tmp_path / "again").iterdir()}
    assert written == {path.name: path.read_text() for path in document.parent.iterdir()}


def test_outputs_lie_beside_the_document_and_are_named_after_it(whisper_diarize: Command, document: Path) -> None:
    corrected = document.rename(document.parent / "talk.corrected.json")
    result = whisper_diarize("export", corrected, "-f", "srt,vtt", "-o", "srt.speaker_labels=never")
    assert result.stderr.splitlines() == [
        f"wrote {corrected.with_suffix('.srt')}",
        f"wrote {corrected.with_suffix('.vtt')}",
    ]
    assert "SPEAKER" not in corrected.with_suffix(".srt").read_text()


def test_all_of_a_transcript_without_speakers_leaves_out_what_needs_them(
    whisper_diarize: Command, transcribe: Command, fakes: None, standup: Path, tmp_path: Path
) -> None:
    transcribe(standup, *FAKE[:2], "-f", "json", "--output-dir", tmp_path)
    whisper_diarize("export", tmp_path / "standup.json", "--output-name", "x")
    assert sorted(path.suffix for path in tmp_path.glob("x.*")) == [".json", ".srt", ".tsv", ".txt", ".vtt"]


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["-f", "doc"], 2, "error: there is no output format 'doc'; did you mean docx? there is: "),
        (["-f", "srt", "-o", "vtt.speaker_labels=never"], 2, "error: -o vtt.speaker_labels is for 'vtt', which takes"),
        (["-f", "srt", "--audio", "gone.wav"], 2, "error: --audio gone.wav: there is no such file"),
        (["-f", "srt", "--output-dir", "/dev/null"], 1, "error: /dev/null/talk.srt: cannot be written: "),
    ],
    ids=["format", "options", "audio", "folder"],
)
def test_what_is_wrong_is_one_line(
    whisper_diarize: Command, document: Path, arguments: list[str], code: int, line: str
) -> None:
    result = whisper_diarize("export", document, *arguments)
    assert (result.exit_code, result.stderr.count("\n")) == (code, 1)
    assert result.stderr.startswith(line)


def test_document_that_is_none_is_one_line(whisper_diarize: Command, tmp_path: Path) -> None:
    (tmp_path / "whisper.json").write_text('{"segments": []}')
    result = whisper_diarize("export", tmp_path / "whisper.json")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "whisper.json: this is not a JSON document of transcribe (it has no schema_version)" in result.stderr


def test_renamed_document_exports_with_the_names(whisper_diarize: Command, document: Path) -> None:
    result = whisper_diarize("rename", document, "SPEAKER_00=Ann", "SPEAKER_01=Bob")
    assert result.stderr == f"wrote {document}; SPEAKER_00: Ann, SPEAKER_01: Bob\n"
    whisper_diarize("export", document, "-f", "txt")
    assert document.with_suffix(".txt").read_text() == "Ann: hello\n\nBob: world\n"


def test_names_can_be_taken_back(whisper_diarize: Command, document: Path) -> None:
    before = document.read_text()
    whisper_diarize("rename", document, "SPEAKER_00=Ann")
    whisper_diarize("rename", document, "Ann=")
    assert document.read_text() == before


def test_merged_document_has_one_speaker_less(whisper_diarize: Command, document: Path) -> None:
    whisper_diarize("rename", document, "SPEAKER_00=Ann")
    whisper_diarize("merge", document, "SPEAKER_01", "Ann")
    assert [speaker.name for speaker in read(document).speakers] == ["Ann"]
    assert {word.speaker for word in read(document).words} == {"SPEAKER_00"}


def test_corrections_can_go_to_another_file(whisper_diarize: Command, document: Path, tmp_path: Path) -> None:
    before = document.read_text()
    whisper_diarize("merge", document, "SPEAKER_01", "SPEAKER_00", "--output", tmp_path / "new.json")
    assert document.read_text() == before
    assert len(read(tmp_path / "new.json").speakers) == 1


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (["rename", "SPEAKER_00"], "error: 'SPEAKER_00' is not SPEAKER=NAME, as in SPEAKER_00=Ann\n"),
        (["rename", "Zoe=Ann"], "error: there is no speaker 'Zoe'; there is: SPEAKER_00, SPEAKER_01\n"),
        (["merge", "SPEAKER_00", "SPEAKER_00"], "error: 'SPEAKER_00' cannot be merged with itself\n"),
        (["merge", "SPEAKER_00", "Zoe"], "error: there is no speaker 'Zoe'; there is: SPEAKER_00, SPEAKER_01\n"),
    ],
)
def test_wrong_speaker_is_one_line_and_the_document_stays(
    whisper_diarize: Command, document: Path, command: list[str], line: str
) -> None:
    before = document.read_text()
    result = whisper_diarize(command[0], document, *command[1:])
    assert (result.exit_code, result.stderr) == (2, line)
    assert document.read_text() == before


def test_speakers_shows_talk_time_turns_a_sample_and_doubtful_words(whisper_diarize: Command, document: Path) -> None:
    lines = whisper_diarize("speakers", document).stdout.splitlines()
    row = next([cell.strip() for cell in line.split("│")[1:-1]] for line in lines if "SPEAKER_00" in line)
    assert row == ["SPEAKER_00", "", "00:00.5", "1", "1", "0", "hello"]


def test_speakers_warns_of_a_ghost(whisper_diarize: Command, document: Path) -> None:
    whisper_diarize("merge", document, "SPEAKER_01", "SPEAKER_00")
    text = document.read_text().replace('"speakers": [{', '"speakers": [{"label": "G", "name": "G"}, {')
    document.write_text(text)
    assert "G hardly talks (00:00.0): this may be nobody" in whisper_diarize("speakers", document).stdout


def test_speakers_prints_json(whisper_diarize: Command, document: Path) -> None:
    assert '"sample": "hello"' in whisper_diarize("speakers", document, "--json").stdout


def test_names_do_not_steer_the_terminal(whisper_diarize: Command, document: Path) -> None:
    whisper_diarize("rename", document, "SPEAKER_00=\x1b[31mred")
    assert "\x1b" not in whisper_diarize("speakers", document).output


def test_commands_are_part_of_the_group() -> None:
    names = {command.__name__ for command in COMMANDS}
    assert names >= {"export", "speakers", "rename", "merge"}

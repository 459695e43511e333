from pathlib import Path
from typing import Any

import pytest

from tests.fakes.commands import Command


@pytest.fixture
def document(transcribe: Command, fakes: None, standup: Path, tmp_path: Path) -> Any:
    transcribe(
        standup, "--diarize", "--transcriber", "fake", "--diarizer", "fake", "-f", "json", "--output-dir", tmp_path
    )
    return tmp_path / "standup.json"


def test_rename_merge_and_export_are_undone_in_turn(whisper_diarize: Command, document: Any) -> None:
    first = document.read_bytes()
    whisper_diarize("rename", document, "SPEAKER_00=Ann")
    named = document.read_bytes()
    whisper_diarize("merge", document, "SPEAKER_01", "Ann")
    whisper_diarize("export", document, "-f", "srt")
    listed = whisper_diarize("undo", document, "--list").stdout
    assert [line.split("  ")[1] for line in listed.splitlines()] == [
        "export: standup.srt",
        "merge: standup.json",
        "rename: standup.json",
    ]
    assert whisper_diarize("undo", document).stderr.startswith(
        f"removed {document.with_suffix('.srt')}\nundone: export"
    )
    whisper_diarize("undo", document)
    assert document.read_bytes() == named
    assert "0 more can be undone" in whisper_diarize("undo", document).stderr
    assert document.read_bytes() == first


def test_nothing_to_undo_is_wrong_usage(whisper_diarize: Command, document: Any) -> None:
    result = whisper_diarize("undo", document)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


def test_format_about_speakers_without_diarize_is_refused_before_work_begins(
    transcribe: Command, fakes: None, standup: Path, tmp_path: Path
) -> None:
    result = transcribe(standup, "--transcriber", "fake", "-f", "rttm", "--output-dir", tmp_path)
    assert result.exit_code == 2
    assert result.stderr.endswith("the output format 'rttm' is about speakers, whom nobody looks for; add --diarize\n")

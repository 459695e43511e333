import os
import shutil
from pathlib import Path

import pytest

from whisper_diarize import ExportError
from whisper_diarize.files import keep_copy, keeping, write_output, written_files


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(keeping.STATE_DIR, str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "talk.srt"


def names(output: Path) -> list[str]:
    return sorted(path.name for path in output.parent.iterdir())


def test_our_own_output_is_replaced_without_a_copy(output: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_output(output, "first")
    write_output(output, b"second")
    assert (names(output), output.read_text(), caplog.messages) == (["talk.srt"], "second", [])


def test_file_of_the_user_is_kept_and_one_line_says_so(output: Path, caplog: pytest.LogCaptureFixture) -> None:
    output.write_text("my own notes")
    write_output(output, "subtitles")
    assert output.read_text() == "subtitles"
    assert output.with_name("talk.bak.srt").read_text() == "my own notes"
    assert caplog.messages == [
        f"{output} was not written by this program, or was changed since: it is kept as talk.bak.srt"
    ]


def test_output_that_was_changed_since_is_kept_under_the_next_free_number(output: Path) -> None:
    write_output(output, "first")
    output.write_text("corrected")
    write_output(output, "second")
    output.write_text("corrected again")
    write_output(output, "third")
    assert names(output) == ["talk.bak.srt", "talk.bak2.srt", "talk.srt"]
    assert output.with_name("talk.bak2.srt").read_text() == "corrected again"


def test_same_contents_need_no_copy(output: Path) -> None:
    output.write_text("same")
    write_output(output, "same")
    assert names(output) == ["talk.srt"]


def test_overwrite_keeps_no_copy(output: Path) -> None:
    output.write_text("my own notes")
    write_output(output, "subtitles", "replace")
    assert (names(output), output.read_text()) == (["talk.srt"], "subtitles")


def test_skipped_output_is_left_as_it_is(output: Path) -> None:
    output.write_text("my own notes")
    assert not write_output(output, "subtitles", "skip")
    assert (names(output), output.read_text()) == (["talk.srt"], "my own notes")
    assert write_output(output.with_suffix(".vtt"), "subtitles", "skip")


def test_state_that_is_lost_or_damaged_means_a_copy(output: Path, state: Path) -> None:
    write_output(output, "first")
    (state / "written").write_bytes(b"\xff\xfe")
    write_output(output, "second")
    assert names(output) == ["talk.bak.srt", "talk.srt"]


def test_state_that_cannot_be_written_is_no_error(output: Path, state: Path) -> None:
    state.write_text("a file where the folder should be")
    write_output(output, "first")
    assert output.read_text() == "first"


def test_digests_are_bounded_and_the_latest_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MAX_DIGESTS", 3)
    known = written_files()
    for number in range(20):
        known.add(str(number).encode())
    assert known.knows(b"19")
    assert not known.knows(b"0")
    assert len(known.path.read_text().splitlines()) <= 7


def test_where_links_cannot_be_made_the_file_is_copied(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output.write_text("my own notes")
    monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(PermissionError("no links here")))
    assert keep_copy(output).read_text() == "my own notes"
    assert keep_copy(output).name == "talk.bak2.srt"


def test_what_cannot_be_kept_is_not_replaced(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output.write_text("my own notes")
    monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    monkeypatch.setattr(shutil, "copy2", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(ExportError, match=r"no copy of it can be kept \(No space left on device\)"):
        write_output(output, "subtitles")
    assert output.read_text() == "my own notes"


def test_state_may_lie_in_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("WHISPER_DIARIZE_STATE_DIR", "~/state")
    assert written_files().path == tmp_path / "state" / "written"

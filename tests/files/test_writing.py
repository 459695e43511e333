import os
from pathlib import Path

import pytest

from whisper_diarize import ExportError
from whisper_diarize.files import write_atomically


def test_text_is_written_as_utf_8_without_a_mark(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.txt", "Jürgen")
    assert (tmp_path / "a.txt").read_bytes() == b"J\xc3\xbcrgen"


def test_missing_folders_are_made(tmp_path: Path) -> None:
    write_atomically(tmp_path / "x" / "y" / "a.txt", b"1")
    assert (tmp_path / "x" / "y" / "a.txt").read_bytes() == b"1"


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.txt", "1")
    write_atomically(tmp_path / "a.txt", "2")
    assert list(tmp_path.iterdir()) == [tmp_path / "a.txt"]
    assert (tmp_path / "a.txt").read_text() == "2"


def test_permissions_follow_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "a.txt", "1")
    finally:
        os.umask(before)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o640


def test_folder_that_is_a_file_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match=r"file/a.txt: cannot be written: .*; choose another place"):
        write_atomically(tmp_path / "file" / "a.txt", "1")

"""Whether files can be written to a folder, before there is anything to write."""

import errno
import os
import tempfile
from pathlib import Path
from typing import NoReturn

import pytest

from whisper_diarize.errors import ExportError
from whisper_diarize.files import free_bytes, refuse_unusable
from whisper_diarize.files.place import nearest


def test_folder_that_is_there_or_can_be_made_will_do_and_stays_as_it_is(tmp_path: Path) -> None:
    refuse_unusable(tmp_path)
    refuse_unusable(tmp_path / "a" / "b")
    refuse_unusable(Path())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["file", "file/below", "file/far/below"])
def test_file_is_no_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match=r"file is a file, not a folder; choose another --output-dir"):
        refuse_unusable(tmp_path / name)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_folder_that_takes_nothing_is_refused_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuse(**_: object) -> NoReturn:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(ExportError, match=f"nothing can be written there: {os.strerror(code)}; choose another"):
        refuse_unusable(tmp_path / "out")


def test_free_room_is_that_of_the_disk_of_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    assert isinstance(free_bytes(tmp_path / "a" / "b"), int)


def test_disk_that_cannot_be_asked_tells_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> NoReturn:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("shutil.disk_usage", refuse)
    assert free_bytes(tmp_path) is None


def test_folder_that_cannot_be_looked_up_is_not_there(tmp_path: Path) -> None:
    assert nearest(tmp_path / ("x" * 5000)) == tmp_path

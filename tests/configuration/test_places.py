import os
from pathlib import Path

import pytest

from whisper_diarize.configuration import FILE_NAME, places
from whisper_diarize.errors import OptionError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the user's own file."""
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: tmp_path / "home")
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def put(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    path.touch()
    return path


def test_nearest_file_above_is_the_projects_and_comes_after_the_users(tmp_path: Path, home: Path) -> None:
    put(tmp_path / "work")
    near, own = put(tmp_path / "work" / "talks"), put(home)
    (tmp_path / "work" / "talks" / "june").mkdir()
    found = places(tmp_path / "work" / "talks" / "june", {})
    assert [(place.path, place.is_own) for place in found] == [(own, True), (near, False)]


def test_users_file_is_not_a_projects_too(home: Path) -> None:
    own = put(home)
    assert [(place.path, place.is_own) for place in places(home, {})] == [(own, True)]


def test_no_file_is_no_place(tmp_path: Path) -> None:
    assert places(tmp_path, {}) == ()


@pytest.mark.parametrize("value", ["none", "OFF", "0"])
def test_variable_switches_files_off(tmp_path: Path, home: Path, value: str) -> None:
    put(home)
    assert places(put(tmp_path).parent, {"WHISPER_DIARIZE_CONFIG": value}) == ()


def test_file_that_the_variable_names_is_the_only_one_and_the_users_own(tmp_path: Path, home: Path) -> None:
    put(home)
    named = put(tmp_path / "elsewhere")
    put(tmp_path)
    found = places(tmp_path, {"WHISPER_DIARIZE_CONFIG": str(named)})
    assert [(place.path, place.is_own) for place in found] == [(named, True)]


def test_variable_that_names_no_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="there is no such file; WHISPER_DIARIZE_CONFIG=none uses none"):
        places(tmp_path, {"WHISPER_DIARIZE_CONFIG": str(tmp_path / "nowhere.toml")})


def test_file_of_another_user_is_not_used_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = put(tmp_path / "shared")
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    stat = Path.stat
    others = os.stat_result((0o100644, 0, 0, 1, 666, 0, 0, 0, 0, 0))
    monkeypatch.setattr(Path, "stat", lambda self, **how: others if self == path else stat(self, **how))
    assert places(path.parent, {}) == ()
    assert f"{path} belongs to another user and is not used" in caplog.text

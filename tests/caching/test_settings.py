from pathlib import Path

import pytest

from whisper_diarize import OptionError
from whisper_diarize.caching import open_store
from whisper_diarize.caching.settings import size_in_bytes


def test_folder_and_size_are_what_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHISPER_DIARIZE_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("WHISPER_DIARIZE_CACHE_SIZE", "10 MB")
    store = open_store()
    assert (store.folder, store.limit) == (tmp_path / "stages", 10 << 20)


def test_otherwise_it_is_the_users_cache_folder_and_2_gib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WHISPER_DIARIZE_CACHE_DIR")
    monkeypatch.delenv("WHISPER_DIARIZE_CACHE_SIZE")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    store = open_store()
    assert store.folder.is_relative_to(tmp_path)
    assert store.folder.parts[-2:] == ("whisper-diarize", "stages")
    assert store.limit == 2 << 30
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", ["much", "-1", "1X", "1 2", ".", "inf"])
def test_size_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, size: str) -> None:
    monkeypatch.setenv("WHISPER_DIARIZE_CACHE_SIZE", size)
    with pytest.raises(OptionError, match=f"WHISPER_DIARIZE_CACHE_SIZE={size}: not a size"):
        open_store()


def test_a_size_beyond_every_disk_is_one_clear_line() -> None:
    with pytest.raises(OptionError, match=r"^WHISPER_DIARIZE_CACHE_SIZE=9{40}: too large a size[^\n]*$"):
        size_in_bytes("9" * 400 + "T")


def test_a_home_that_is_not_known_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHISPER_DIARIZE_CACHE_DIR", "~nobody-of-that-name/x")
    with pytest.raises(OptionError, match=r"^WHISPER_DIARIZE_CACHE_DIR=~nobody-of-that-name/x: no such home folder"):
        open_store()

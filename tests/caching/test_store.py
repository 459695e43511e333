import logging
import os
import resource
import stat
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from whisper_diarize.caching import Store, Usage
from whisper_diarize.caching.store import ABANDONED_SECONDS, HEADER


def names(store: Store) -> list[str]:
    return sorted(path.name for path in store.folder.iterdir())


def test_what_was_written_is_read_by_another_process_too(store: Store) -> None:
    store.write("words-1", b"hello")
    assert Store(store.folder, store.limit).read("words-1") == b"hello"


def test_what_was_never_written_is_not_there(store: Store) -> None:
    assert store.read("words-1") is None
    assert not store.folder.exists()


def test_empty_entry_is_there(store: Store) -> None:
    store.write("words-1", b"")
    assert store.read("words-1") == b""


def test_later_entry_of_a_name_replaces_the_earlier(store: Store) -> None:
    store.write("words-1", b"hello")
    store.write("words-1", b"good morning")
    assert store.read("words-1") == b"good morning"
    assert names(store) == ["words-1"]


@pytest.mark.parametrize(
    "damage",
    [lambda data: data[:-1], lambda data: data[:3], lambda _: b"", lambda data: data[:-1] + b"!", lambda d: d + b"x"],
    ids=["cut short", "header cut", "emptied", "changed", "grown"],
)
def test_damaged_entry_is_not_there_and_is_removed(store: Store, damage: Callable[..., Any]) -> None:
    store.write("words-1", b"hello")
    path = store.folder / "words-1"
    path.write_bytes(damage(path.read_bytes()))
    assert store.read("words-1") is None
    assert names(store) == []


def test_only_the_owner_may_look_at_what_people_said(store: Store) -> None:
    store.write("words-1", b"hello")
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((store.folder / "words-1").stat().st_mode) == 0o600


def test_folder_that_was_open_to_others_is_closed(store: Store) -> None:
    store.folder.mkdir(mode=0o755)
    store.write("words-1", b"hello")
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700


def test_link_to_another_folder_is_not_followed(store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "elsewhere").mkdir()
    store.folder.symlink_to(tmp_path / "elsewhere")
    store.write("words-1", b"hello")
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert "not a folder of yours" in caplog.text


def test_folder_of_somebody_else_is_not_used(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store.write("words-1", b"hello")
    monkeypatch.setattr(os, "getuid", lambda: store.folder.stat().st_uid + 1)
    assert store.read("words-1") is None
    assert "not a folder of yours" in caplog.text


def test_least_recently_used_entry_goes_first(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache", 3 * (HEADER + 100))
    for number in (1, 2, 3):
        store.write(f"words-{number}", bytes(100))
        os.utime(store.folder / f"words-{number}", (number, number))
    store.read("words-1")
    store.write("words-4", bytes(100))
    assert names(store) == ["words-1", "words-3", "words-4"]


def test_entry_that_is_too_large_alone_is_not_kept_and_removes_no_other(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache", 1000)
    store.write("words-1", bytes(100))
    store.write("words-2", bytes(1000))
    assert names(store) == ["words-1"]


def test_limit_of_0_keeps_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache", 0)
    store.write("words-1", b"")
    assert not store.folder.exists()


def test_what_a_killed_process_left_goes_after_a_while(store: Store) -> None:
    store.write("words-1", b"hello")
    for name, age in ((".old.part", ABANDONED_SECONDS + 60), (".new.part", 60)):
        (store.folder / name).write_bytes(bytes(10))
        os.utime(store.folder / name, (time.time() - age,) * 2)
    store.write("words-2", b"hello")
    assert names(store) == [".new.part", "words-1", "words-2"]


def test_full_disk_is_one_warning(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        store.write("words-1", bytes(100_000))
        store.write("words-2", bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "the cache cannot be written" in caplog.text
    assert names(store) == []


def test_place_where_no_folder_can_be_is_one_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = Store(tmp_path / "file" / "cache", 1000)
    store.write("words-1", b"hello")
    assert store.read("words-1") is None
    assert len(caplog.records) == 1


def test_many_at_once_read_whole_entries_or_none(tmp_path: Path) -> None:
    contents = {f"words-{number}": bytes([number]) * 5000 for number in range(8)}

    def work(seed: int) -> list[tuple[str, bytes | None]]:
        mine = Store(tmp_path / "cache", 20_000)
        found = []
        for step in range(40):
            name = f"words-{(seed * 7 + step * 3) % 8}"
            mine.write(name, contents[name])
            other = f"words-{(seed + step) % 8}"
            found.append((other, mine.read(other)))
        return found

    with ThreadPoolExecutor(4) as threads:
        found = [item for items in threads.map(work, range(4)) for item in items]
    assert {content for name, content in found if content != contents[name]} <= {None}
    assert any(content for _, content in found)
    assert Store(tmp_path / "cache", 20_000).usage().size <= 20_000


def test_usage_counts_entries_and_bytes(store: Store) -> None:
    assert store.usage() == Usage(0, 0)
    store.write("words-1", b"hello")
    assert store.usage() == Usage(1, HEADER + 5)


def test_clear_removes_everything_that_is_ours_and_says_what(store: Store) -> None:
    store.write("words-1", b"hello")
    (store.folder / ".left.part").write_bytes(b"half")
    assert store.clear() == Usage(1, HEADER + 5)
    assert names(store) == []
    assert store.clear() == Usage(0, 0)


def test_an_entry_under_another_name_is_none(store: Store) -> None:
    store.write("words-1", b"hello")
    (store.folder / "words-1").rename(store.folder / "words-2")
    assert store.read("words-2") is None
    assert names(store) == []

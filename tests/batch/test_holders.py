"""Locks are made whole, or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from whisper_diarize.batch.holders import Holder, holder_in, make

HOLDER = Holder("here", 1, "token", "talk")
MAKE_FOR_EVER = """
import sys
from pathlib import Path
from whisper_diarize.batch.holders import Holder, make

folder = Path(sys.argv[1])
print("begun", flush=True)
for number in range(10**9):
    make(folder / f"{number:032}", Holder("here", 1, "token", "talk"))
"""


def test_a_lock_is_made_once(tmp_path: Path) -> None:
    assert make(tmp_path / "lock", HOLDER)
    assert not make(tmp_path / "lock", Holder("here", 2, "other", "talk"))
    assert holder_in(tmp_path / "lock") == Holder("here", 1, "token", "")
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


@pytest.mark.slow
def test_a_lock_has_its_holder_even_if_that_is_killed_while_it_makes_it(tmp_path: Path) -> None:
    for number in range(5):
        folder = tmp_path / str(number)
        folder.mkdir()
        with subprocess.Popen([sys.executable, "-c", MAKE_FOR_EVER, str(folder)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            while not any(folder.iterdir()):
                pass
            process.kill()
        locks = [path for path in folder.iterdir() if not path.suffix]
        assert locks
        assert all(holder_in(path) is not None for path in locks)


def test_a_lock_whose_making_was_not_confirmed_is_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As over NFS, where the same request may come twice."""
    link = os.link

    def twice(source: Path, target: Path) -> None:
        link(source, target)
        link(source, target)

    monkeypatch.setattr(os, "link", twice)
    assert make(tmp_path / "lock", HOLDER)


def test_a_lock_is_made_though_its_draft_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def late(source: Path, target: Path) -> None:
        source.unlink()
        link(source, target)

    monkeypatch.setattr(os, "link", late)
    assert make(tmp_path / "lock", HOLDER)
    assert not make(tmp_path / "lock", HOLDER)


def test_locks_are_made_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_source: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    assert make(tmp_path / "lock", HOLDER)
    assert not make(tmp_path / "lock", HOLDER)
    assert holder_in(tmp_path / "lock") == Holder("here", 1, "token", "")
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]

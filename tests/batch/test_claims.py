"""Locks on recordings, held by processes that may be killed, asleep, or on another machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from whisper_diarize.batch import claims as module
from whisper_diarize.batch.claims import Claims

HOLD = """
import sys
from pathlib import Path
from whisper_diarize.batch.claims import Claims

claim = Claims(Path(sys.argv[1])).claim("talk")
print("refused" if claim is None else f"held {claim.attempts}", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def claims(tmp_path: Path) -> Iterator[Claims]:
    made = Claims(tmp_path / "locks")
    yield made
    made.close()


@pytest.fixture
def lock(claims: Claims) -> Path:
    """The file of a lock that no living process of this machine has made."""
    claim = claims.claim("talk")
    assert claim is not None
    path = next(claims.folder.iterdir())
    content = path.read_bytes()
    claim.release()
    path.write_bytes(content)
    return path


def held_by(lock: Path, **changes: object) -> None:
    lock.write_text(json.dumps({**json.loads(lock.read_text()), **changes}))


def made_long_ago(lock: Path, seconds: float) -> None:
    now = lock.stat().st_mtime
    os.utime(lock, (now - seconds, now - seconds))


def test_a_recording_is_held_once(claims: Claims) -> None:
    claim = claims.claim("talk")
    assert claim is not None
    assert claim.held()
    assert claims.claim("talk") is None
    claim.release()
    assert not claim.held()
    assert claims.claim("talk") is not None


def test_locks_have_names_of_any_kind_and_length(claims: Claims) -> None:
    assert claims.claim("x/" * 5000) is not None
    assert claims.claim("\udcff") is not None


def test_the_folder_goes_with_the_last_lock(claims: Claims) -> None:
    claims.claim("talk")
    claims.close()
    assert not claims.folder.exists()


def test_locks_that_were_left_go_when_a_run_ends(claims: Claims, lock: Path) -> None:
    held_by(lock, pid=2**22 + 1)
    unfinished = lock.with_suffix(".taking")
    unfinished.touch()
    made_long_ago(unfinished, 60)
    claims.close()
    assert not claims.folder.exists()


def test_a_lock_of_a_process_that_was_killed_is_taken_over(claims: Claims) -> None:
    command = [sys.executable, "-c", HOLD, str(claims.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held 1\n"
        assert claims.claim("talk") is None
        assert claims.left_behind(["talk", "other"]) == set()
        other.kill()
    assert claims.left_behind(["talk", "other"]) == {"talk"}
    claim = claims.claim("talk")
    assert claim is not None
    assert claim.attempts == 2


def test_a_process_that_has_the_number_of_one_before_it_does_not_hold_its_locks(claims: Claims, lock: Path) -> None:
    held_by(lock, pid=os.getpid(), token="former")  # noqa: S106  of a lock
    assert claims.claim("talk") is not None


def test_a_lock_of_another_machine_is_free_when_it_has_not_been_touched_for_long(claims: Claims, lock: Path) -> None:
    held_by(lock, host="elsewhere")
    made_long_ago(lock, module.STALE_SECONDS - 60)
    assert claims.claim("talk") is None
    made_long_ago(lock, module.STALE_SECONDS + 60)
    assert claims.claim("talk") is not None


@pytest.mark.parametrize("content", [b"", b"\0\0", b"[]", b'{"host": "a"}', b"[" * 100_000])
def test_a_lock_that_says_nothing_is_being_made_or_was_left(claims: Claims, lock: Path, content: bytes) -> None:
    lock.write_bytes(content)
    assert claims.claim("talk") is None
    made_long_ago(lock, module.UNWRITTEN_SECONDS + 1)
    assert claims.claim("talk") is not None


def test_one_of_many_takes_a_lock_over(claims: Claims, lock: Path) -> None:
    held_by(lock, pid=2**22 + 1)
    start = threading.Barrier(8)
    taken: list[object] = []

    def take() -> None:
        start.wait()
        for _ in range(5):
            claim = claims.claim("talk")
            if claim is not None:
                taken.append(claim)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 1


def test_a_holder_that_slept_notices_that_it_holds_it_no_more(claims: Claims) -> None:
    claim = claims.claim("talk")
    assert claim is not None
    path = next(claims.folder.iterdir())
    held_by(path, token="next")  # noqa: S106  of a lock
    assert not claim.held()
    claim.release()
    assert path.exists()


def test_locks_are_touched_while_they_are_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TOUCH_SECONDS", 0.01)
    claims = Claims(tmp_path / "locks")
    claims.claim("talk")
    path = next(claims.folder.iterdir())
    made_long_ago(path, 1000)
    before = path.stat().st_mtime
    touched = threading.Event()
    for _ in range(500):
        if path.stat().st_mtime > before + 900:
            touched.set()
            break
        threading.Event().wait(0.01)
    claims.close()
    assert touched.is_set()


def test_waiting_holds_the_lock_in_the_block(claims: Claims) -> None:
    with claims.waiting("ledger"):
        assert claims.claim("ledger") is None
    assert claims.claim("ledger") is not None

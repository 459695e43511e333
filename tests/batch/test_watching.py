"""A watched folder: half-written recordings wait, folders may go away."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from tests.batch.recordings import write_recordings
from whisper_diarize.batch import Settling, find_recordings, watched


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def ready(settling: Settling, folder: Path) -> list[str]:
    return [found.place for found in settling.ready(find_recordings([str(folder)], missing=True).recordings)]


def test_a_recording_is_ready_when_it_has_stood_still_for_long_enough_and_only_once(
    tmp_path: Path, clock: Clock
) -> None:
    settling = Settling(10, clock)
    write_recordings(tmp_path, "a.wav")
    assert ready(settling, tmp_path) == []
    clock.now += 9
    assert ready(settling, tmp_path) == []
    clock.now += 1
    assert ready(settling, tmp_path) == ["a.wav"]
    clock.now += 50
    assert ready(settling, tmp_path) == []


def test_a_recording_that_grows_waits_and_one_that_changes_later_is_ready_again(tmp_path: Path, clock: Clock) -> None:
    settling = Settling(10, clock)
    write_recordings(tmp_path, "a.wav")
    assert ready(settling, tmp_path) == []
    clock.now += 20
    write_recordings(tmp_path, "a.wav", seconds=0.3)
    assert ready(settling, tmp_path) == []
    clock.now += 10
    assert ready(settling, tmp_path) == ["a.wav"]
    write_recordings(tmp_path, "a.wav", seconds=0.4)
    assert ready(settling, tmp_path) == []
    clock.now += 10
    assert ready(settling, tmp_path) == ["a.wav"]


def test_a_folder_that_goes_away_and_comes_back_begins_anew(tmp_path: Path, clock: Clock) -> None:
    settling = Settling(0, clock)
    folder = tmp_path / "in"
    write_recordings(folder, "a.wav")
    assert ready(settling, folder) == ["a.wav"]
    folder.rename(tmp_path / "away")
    assert ready(settling, folder) == []
    (tmp_path / "away").rename(folder)
    assert ready(settling, folder) == ["a.wav"]


def test_all_is_ready_again_when_it_could_not_be_done(tmp_path: Path, clock: Clock) -> None:
    settling = Settling(0, clock)
    write_recordings(tmp_path, "a.wav")
    assert ready(settling, tmp_path) == ["a.wav"]
    settling.forget()
    assert ready(settling, tmp_path) == ["a.wav"]


def test_watching_looks_again_and_again(tmp_path: Path, clock: Clock) -> None:
    def sleep(seconds: float) -> None:
        clock.now += seconds
        write_recordings(tmp_path, "b.wav")

    write_recordings(tmp_path, "a.wav")
    rounds = watched(lambda: find_recordings([str(tmp_path)]), Settling(4, clock), poll_seconds=5, sleep=sleep)
    seen = [[found.place for found in recordings] for _, recordings in islice(rounds, 3)]
    assert seen == [[], ["a.wav"], []]

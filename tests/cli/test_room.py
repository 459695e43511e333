"""What the disks have no room for is said before the work begins. How much is free is told by the tests."""

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from whisper_diarize.cli.room import warn_of_little_room
from whisper_diarize.records import Job

HOUR = 3600.0
Warned = Callable[..., list[str]]


@pytest.fixture
def warned(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Warned:
    """Return a function that lists the lines for recordings of so many seconds, with so much room on each disk."""
    caplog.set_level(logging.WARNING)

    def lines(
        *seconds: float, temporary: int | None = 10**12, outputs: int | None = 10**12, formats: tuple[str, ...] = ()
    ) -> list[str]:
        lengths = {tmp_path / f"{number}.opus": length for number, length in enumerate(seconds)}
        for path, length in lengths.items():
            path.write_bytes(bytes(round(length) * 1_000))
        jobs = [Job(str(path), path.stem, tmp_path / "out", formats) for path in lengths]
        rooms = {Path(tempfile.gettempdir()): temporary, tmp_path / "out": outputs}
        warn_of_little_room(jobs, formats, free=rooms.__getitem__, seconds_of=lengths.__getitem__)
        return [line.replace(f"{tmp_path}/", "") for line in caplog.messages]

    return lines


def test_long_recordings_need_room_for_their_samples_two_at_a_time(warned: Warned) -> None:
    folder = tempfile.gettempdir()
    (line,) = warned(HOUR, 3 * HOUR, 2 * HOUR, temporary=10**9)
    assert line == (
        f"2.opus and 1.opus: decoded, about 1152 MB are needed in {folder}, and 1000 MB are free; make room, or set "
        "TMPDIR to a larger disk"
    )


def test_short_recordings_stay_in_memory(warned: Warned) -> None:
    assert warned(*[1200.0] * 20, temporary=0) == []


def test_room_that_does_is_not_spoken_of(warned: Warned) -> None:
    assert warned(HOUR, 3 * HOUR, 2 * HOUR, temporary=1_200_000_000) == []


def test_outputs_of_all_recordings_need_room(warned: Warned) -> None:
    assert warned(HOUR, HOUR, outputs=20_000_000, formats=("json", "srt")) == [
        "out: the outputs need about 23 MB, and 20 MB are free there; make room, or choose another --output-dir"
    ]
    assert "3.6 MB" not in warned(HOUR, outputs=20_000_000, formats=("json",))[0]


def test_pages_hold_their_recordings(warned: Warned) -> None:
    assert "need about 10 MB, and 0.5 MB are free" in warned(HOUR, outputs=500_000, formats=("html",))[0]


def test_disk_that_does_not_tell_is_not_spoken_of(warned: Warned) -> None:
    assert warned(9 * HOUR, temporary=None, outputs=None, formats=("json",)) == []


def test_files_are_not_opened_where_there_is_room_for_the_longest_that_they_could_be(tmp_path: Path) -> None:
    (tmp_path / "a.opus").write_bytes(bytes(1_000))
    job = Job(str(tmp_path / "a.opus"), "a", tmp_path)

    def opened(_: Path) -> NoReturn:
        pytest.fail("it was opened")

    warn_of_little_room([job], ("json",), free=lambda _: 10**9, seconds_of=opened)


def test_what_is_no_file_has_no_length(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    warn_of_little_room([Job("-", "stdin", tmp_path), Job("gone.wav", "gone", tmp_path)], ("json",), free=lambda _: 0)
    assert caplog.messages == []

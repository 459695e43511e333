from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from whisper_diarize import Audio, AudioError, Cancelled, CancelToken
from whisper_diarize.cancellation import cancellable, raise_if_cancelled
from whisper_diarize.reading import prefetch
from whisper_diarize.sources import NamedSource, named
from whisper_diarize.testing import silence

TIMEOUT_SECONDS = 10


class Reader:
    """Remembers the names of opened files; opening one named `bad...` fails, one named `endless...` never ends."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.stopped = threading.Event()
        self._changed = threading.Condition()

    def __call__(self, source: str, sample_rate: int) -> Audio:
        with self._changed:
            self.opened.append(Path(source).name)
            self._changed.notify_all()
        if "bad" in source:
            raise AudioError(source, "it is damaged")
        if "endless" in source:
            self._read_without_end()
        return silence(0.1)

    def _read_without_end(self) -> None:
        try:
            while True:
                raise_if_cancelled()
        except Cancelled:
            self.stopped.set()
            raise

    def has_opened(self, *names: str) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self.opened == list(names), TIMEOUT_SECONDS)


def files(folder: Path, *names: str) -> list[NamedSource]:
    for name in names:
        (folder / name).touch()
    return [named(folder / name) for name in names]


def test_first_recording_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    reader = Reader()
    recordings = prefetch(files(tmp_path, "a.wav"), reader)
    next(recordings)
    assert reader.has_opened("a.wav")


def test_next_one_is_read_when_one_is_handed_out_and_no_more(tmp_path: Path) -> None:
    reader = Reader()
    recordings = prefetch(files(tmp_path, "a.wav", "b.wav", "c.wav"), reader)
    _, audio = next(recordings)
    assert reader.has_opened("a.wav")
    audio()
    assert reader.has_opened("a.wav", "b.wav")


def test_each_is_read_once(tmp_path: Path) -> None:
    reader = Reader()
    for _, audio in prefetch(files(tmp_path, "a.wav", "b.wav", "c.wav"), reader):
        audio()
    assert reader.opened == ["a.wav", "b.wav", "c.wav"]


def test_error_is_raised_when_the_recording_is_asked_for_and_the_next_is_still_read(tmp_path: Path) -> None:
    recordings = prefetch(files(tmp_path, "bad.wav", "good.wav"), Reader())
    with pytest.raises(AudioError, match="damaged"):
        next(recordings)[1]()
    assert next(recordings)[1]().num_samples == 1600


def test_source_that_is_no_file_waits_until_it_is_asked_for() -> None:
    reader = Reader()
    _, audio = next(prefetch([named("-"), named("https://somewhere/talk.mp3")], reader))
    assert reader.opened == []
    audio()
    assert reader.opened == ["-"]


def test_standard_input_is_read_in_the_thread_that_asks() -> None:
    threads = []

    def open_audio(*_: object) -> Audio:
        threads.append(threading.current_thread())
        return silence(0.1)

    next(prefetch([named("-")], open_audio))[1]()
    assert threads == [threading.current_thread()]


def test_generator_is_asked_for_the_next_source_when_the_one_before_is_done(tmp_path: Path) -> None:
    asked = []

    def sources() -> Iterator[NamedSource]:
        for source in files(tmp_path, "a.wav", "b.wav"):
            asked.append(source.name)
            yield source

    recordings = prefetch(sources(), Reader())
    next(recordings)[1]()
    assert asked == ["a"]
    next(recordings)
    assert asked == ["a", "b"]


def test_reading_ends_when_the_series_is_closed(tmp_path: Path) -> None:
    reader = Reader()
    recordings = prefetch(files(tmp_path, "endless.wav"), reader)
    next(recordings)
    assert reader.has_opened("endless.wav")
    recordings.close()
    assert reader.stopped.wait(TIMEOUT_SECONDS)


def test_waiting_for_a_recording_ends_when_cancelled(tmp_path: Path) -> None:
    with cancellable(CancelToken(timeout=0.2)):
        _, audio = next(prefetch(files(tmp_path, "endless.wav"), Reader()))
        with pytest.raises(Cancelled):
            audio()


def test_source_of_an_iterator_is_asked_for_while_one_is_worked_on_if_it_may_be(tmp_path: Path) -> None:
    asked: list[str] = []

    def sources() -> Iterator[NamedSource]:
        for source in files(tmp_path, "a.wav", "b.wav", "c.wav"):
            asked.append(source.name)
            yield source

    allowed = iter((True, False, False))
    recordings = prefetch(sources(), Reader(), lambda: next(allowed))
    next(recordings)
    assert asked == ["a", "b"]
    next(recordings)
    assert asked == ["a", "b"]
    assert [source.name for source, _ in recordings] == ["c"]

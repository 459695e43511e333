import threading
from pathlib import Path

import pytest

from whisper_diarize import Audio, AudioError
from whisper_diarize.reading import Prefetcher
from whisper_diarize.testing import silence

RATE = 16_000
PATIENCE = 10  # seconds


class Reader:
    """Says what was opened; opening a source named `bad...` fails."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self._changed = threading.Condition()

    def __call__(self, source: str, sample_rate: int) -> Audio:
        with self._changed:
            self.opened.append(Path(source).name)
            self._changed.notify_all()
        if "bad" in source:
            raise AudioError(source, "it is damaged")
        return silence(0.1)

    def has_opened(self, *names: str) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self.opened == list(names), PATIENCE)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    paths = [tmp_path / name for name in ("a.wav", "b.wav", "c.wav")]
    for path in paths:
        path.touch()
    return [str(path) for path in paths]


def test_first_recording_is_opened_before_it_is_asked_for(files: list[str]):
    reader = Reader()
    Prefetcher(reader, files)
    assert reader.has_opened("a.wav")


def test_next_one_is_opened_when_one_is_handed_out_and_no_more(files: list[str]):
    reader = Reader()
    prefetcher = Prefetcher(reader, files)
    prefetcher(files[0], RATE)
    assert reader.has_opened("a.wav", "b.wav")


def test_each_is_opened_once(files: list[str]):
    reader = Reader()
    prefetcher = Prefetcher(reader, files)
    for path in files:
        prefetcher(path, RATE)
    assert reader.opened == ["a.wav", "b.wav", "c.wav"]


def test_error_is_raised_when_the_recording_is_asked_for_and_the_next_is_still_read(tmp_path: Path):
    bad, good = tmp_path / "bad.wav", tmp_path / "good.wav"
    bad.touch()
    good.touch()
    reader = Reader()
    prefetcher = Prefetcher(reader, [str(bad), str(good)])
    with pytest.raises(AudioError, match="damaged"):
        prefetcher(str(bad), RATE)
    assert prefetcher(str(good), RATE).num_samples == 1600
    assert reader.opened == ["bad.wav", "good.wav"]


def test_what_is_not_a_file_waits_until_it_is_asked_for():
    reader = Reader()
    prefetcher = Prefetcher(reader, ["-", "https://somewhere/talk.mp3"])
    assert reader.opened == []
    prefetcher("-", RATE)
    assert reader.opened == ["-"]


def test_another_sample_rate_is_not_taken_for_the_one_that_was_read(files: list[str]):
    reader = Reader()
    Prefetcher(reader, files[:1])(files[0], 8_000)
    assert reader.has_opened("a.wav", "a.wav")

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from whisper_diarize import AudioError
from whisper_diarize.audio import open_audio
from whisper_diarize.caching import KnownRecordings, Store
from whisper_diarize.caching.identity import audio_digest, entry_name
from whisper_diarize.records import Audio
from whisper_diarize.testing import silence, tone


@pytest.fixture
def talk(tmp_path: Path, interview: Path) -> Path:
    path = tmp_path / "talk.wav"
    path.write_bytes(interview.read_bytes())
    return path


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which sources were decoded."""
    return []


@pytest.fixture
def recordings(store: Store, opened: list[str]) -> KnownRecordings:
    return KnownRecordings(lambda *asked: opened.append(asked[0]) or open_audio(*asked), store)  # type: ignore[func-returns-value]  # it gives None: what follows is the value


def test_known_file_is_decoded_only_when_samples_are_wanted(
    recordings: KnownRecordings, talk: Path, opened: list[str]
) -> None:
    first = recordings(str(talk), 16_000)
    second = recordings(str(talk), 16_000)
    assert opened == [str(talk)]
    assert (second.num_samples, second.source, second.name) == (first.num_samples, str(talk), "talk")
    assert audio_digest(second) == audio_digest(first)
    assert np.array_equal(second.array, first.array)
    assert np.array_equal(second.read(5, 9), first.read(5, 9))
    assert opened == [str(talk), str(talk)]


def test_file_is_known_by_its_bytes_not_by_its_name(recordings: KnownRecordings, talk: Path, opened: list[str]) -> None:
    recordings(str(talk), 16_000)
    moved = talk.rename(talk.with_name("renamed.wav"))
    assert recordings(str(moved), 16_000).name == "renamed"
    assert opened == [str(talk)]


def test_changed_file_is_another_recording(recordings: KnownRecordings, talk: Path, opened: list[str]) -> None:
    before = recordings(str(talk), 16_000)
    data = bytearray(talk.read_bytes())
    data[-1] ^= 1
    talk.write_bytes(data)
    assert audio_digest(recordings(str(talk), 16_000)) != audio_digest(before)
    assert len(opened) == 2


def test_other_sample_rate_is_another_recording(recordings: KnownRecordings, talk: Path, opened: list[str]) -> None:
    recordings(str(talk), 16_000)
    lower = recordings(str(talk), 8_000)
    assert abs(lower.num_samples - recordings(str(talk), 16_000).num_samples / 2) < 1
    assert len(opened) == 2


def test_file_that_changes_before_its_samples_are_read_is_an_error_once(
    recordings: KnownRecordings, talk: Path, standup: Path
) -> None:
    recordings(str(talk), 16_000)
    known = recordings(str(talk), 16_000)
    before = talk.read_bytes()
    talk.write_bytes(standup.read_bytes())
    with pytest.raises(AudioError, match="it has changed while it was worked on; try again"):
        known.read(0, 10)
    talk.write_bytes(before)
    assert len(recordings(str(talk), 16_000).array) == known.num_samples


def test_file_that_changes_while_it_is_decoded_is_not_remembered(store: Store, talk: Path) -> None:
    def growing(source: str, rate: int) -> Audio:
        audio = open_audio(source, rate)
        os.utime(source)
        return audio

    KnownRecordings(growing, store)(str(talk), 16_000)
    assert store.usage().entries == 0


def test_bad_file_is_the_readers_error_each_time(recordings: KnownRecordings, tmp_path: Path) -> None:
    (tmp_path / "bad.wav").write_bytes(b"RIFF" + bytes(100))
    for _ in range(2):
        with pytest.raises(AudioError, match=r"bad\.wav"):
            recordings(str(tmp_path / "bad.wav"), 16_000)
    with pytest.raises(AudioError, match="no such file"):
        recordings(str(tmp_path / "missing.wav"), 16_000)


def test_what_is_no_file_is_known_by_its_samples(store: Store, talk: Path) -> None:
    piped = KnownRecordings(lambda _source, rate: open_audio(str(talk), rate), store)("-", 16_000)
    assert audio_digest(piped) == audio_digest(KnownRecordings(open_audio, store)(str(talk), 16_000))
    assert store.usage().entries == 1  # the file's


def test_digest_of_samples_knows_every_sample_and_the_rate() -> None:
    sound = tone(2.0)
    digests = {
        audio_digest(audio)
        for audio in (
            sound,
            Audio(sound.array.copy(), source="other name"),
            Audio(sound.array[:-1]),
            Audio(np.append(sound.array[:-1], np.float32(0.5))),
            Audio(sound.array, sample_rate=8000),
            silence(2.0),
        )
    }
    assert len(digests) == 5


@pytest.mark.parametrize("other", [("a", "b", 2), ("ab", 1), ("a", "b", "1"), ("a", ("b", 1)), ("a", None, "b", 1)])
def test_name_of_an_entry_tells_its_parts_apart(other: tuple[int | str | tuple[str, int] | None, ...]) -> None:
    assert entry_name("words", "a", "b", 1) != entry_name("words", *other)
    assert entry_name("words", "a", "b", 1) == entry_name("words", "a", "b", 1)


@pytest.mark.parametrize(
    "content", [b"5", b"{}", b"not JSON", b"[" * 9000, b'{"num_samples": -3, "digest": "", "remarks": []}']
)
def test_entry_of_other_contents_is_decoded_anew(
    store: Store, recordings: KnownRecordings, talk: Path, opened: list[str], content: bytes
) -> None:
    first = recordings(str(talk), 16_000)
    (entry,) = store.folder.iterdir()
    store.write(entry.name, content)
    assert recordings(str(talk), 16_000).num_samples == first.num_samples
    assert opened == [str(talk)] * 2


def test_a_file_that_cannot_be_digested_is_left_to_its_reader(
    recordings: KnownRecordings, talk: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path) -> str:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))

    monkeypatch.setattr("whisper_diarize.caching.recordings.file_digest", fail)
    assert recordings(str(talk), 16_000).num_samples > 0
    assert opened == [str(talk)]

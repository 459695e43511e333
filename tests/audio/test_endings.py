"""Sound that ends before it should, and bytes that are no sound: told by headers, tags and the places of packets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.fuzz.recordings import Kind, encode
from whisper_diarize.audio import open_audio
from whisper_diarize.audio.tags import tag_length
from whisper_diarize.errors import AudioError

MP3 = Kind("mp3", "libmp3lame", framed=True, options=(("write_xing", "0"),))


def write(path: Path, kind: Kind) -> bytearray:
    data = encode(kind)
    assert isinstance(data, bytes)
    path.write_bytes(data)
    return bytearray(data)


def lose(path: Path, begin: float, end: float, filler: int = 0) -> None:
    """Put zeros, or other bytes, over a part of a file."""
    data = bytearray(path.read_bytes())
    first, last = round(begin * len(data)), round(end * len(data))
    data[first:last] = bytes([filler]) * (last - first)
    path.write_bytes(data)


@pytest.mark.parametrize("film", [False, True], ids=["sound", "film"])
def test_lost_clusters_at_the_end_of_matroska_are_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, film: bool
) -> None:
    write(tmp_path / "a.webm", Kind("webm", "libopus", video=film))
    lose(tmp_path / "a.webm", 0.93, 1)

    audio = open_audio(str(tmp_path / "a.webm"))

    assert audio.duration < 19.5
    assert "but its header tells of 20.0 s; the end is missing" in caplog.text


def test_mp4_whose_table_lost_samples_is_refused(tmp_path: Path) -> None:
    data = write(tmp_path / "a.m4a", Kind("m4a", "aac"))
    place = data.find(b"stsz") + 12
    assert int.from_bytes(data[place : place + 4], "big") == 314
    data[place : place + 4] = (200).to_bytes(4, "big")
    (tmp_path / "a.m4a").write_bytes(data)

    with pytest.raises(AudioError, match=r"its sound ends after .* but its header tells of 20"):
        open_audio(str(tmp_path / "a.m4a"))


def test_film_cut_short_is_refused(tmp_path: Path) -> None:
    data = write(tmp_path / "a.avi", Kind("avi", "libmp3lame", video=True))
    (tmp_path / "a.avi").write_bytes(data[: len(data) // 2])

    with pytest.raises(AudioError, match="it is cut short: at least"):
        open_audio(str(tmp_path / "a.avi"))


@pytest.mark.parametrize("filler", [0, 0x55])
def test_bytes_between_frames_are_told(tmp_path: Path, caplog: pytest.LogCaptureFixture, filler: int) -> None:
    write(tmp_path / "a.mp3", MP3)
    lose(tmp_path / "a.mp3", 0.5, 0.55, filler)

    open_audio(str(tmp_path / "a.mp3"))

    assert "bytes in it are no sound: about 1." in caplog.text
    assert "first at 10.0 s; what follows is too early then" in caplog.text


def test_frames_that_cannot_be_decoded_before_the_first_are_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path / "a.aac", Kind("aac", "aac"))
    lose(tmp_path / "a.aac", 0, 0.03)

    open_audio(str(tmp_path / "a.aac"))

    assert "bytes in it are no sound" in caplog.text


def test_tags_between_joined_recordings_are_no_damage(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    sound = bytes(write(tmp_path / "a.mp3", MP3))
    picture = np.random.default_rng(0).bytes(100_000)
    size = bytes(len(picture) >> shift & 127 for shift in (21, 14, 7, 0))
    (tmp_path / "a.mp3").write_bytes(sound + b"ID3\4\0\0" + size + picture + sound + b"TAG" + bytes(125))

    assert open_audio(str(tmp_path / "a.mp3")).duration == pytest.approx(40, abs=0.3)
    assert not caplog.records


@pytest.mark.parametrize(
    ("head", "length"),
    [
        (b"ID3\4\0\0\0\0\2\1" + bytes(22), 10 + 257),
        (b"TAGtitle" + bytes(24), 128),
        (b"APETAGEX\xd0\7\0\0\x40\0\0\0" + bytes(16), 32 + 64),
        (b"\xff\xfb\x90\x44" + bytes(28), 0),
        (b"", 0),
    ],
    ids=["id3", "id3v1", "ape", "frame", "nothing"],
)
def test_length_of_a_tag(head: bytes, length: int) -> None:
    assert tag_length(head) == length


@pytest.mark.parametrize("subtype", ["VORBIS", "OPUS"])
def test_damaged_last_page_of_ogg_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture, subtype: str) -> None:
    path = tmp_path / "a.ogg"
    path.write_bytes(write(tmp_path / "whole.ogg", Kind("ogg", subtype)))
    lose(path, 0.99, 0.995)

    assert open_audio(str(path)).duration < 19.5
    assert "1 of its pages is damaged or missing: about " in caplog.text
    assert "first at 19." in caplog.text


def test_bytes_behind_the_last_page_are_no_damage(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "a.ogg"
    path.write_bytes(write(path, Kind("ogg", "OPUS")) + b"<html>moved</html>" * 100)

    assert open_audio(str(path)).duration == pytest.approx(20, abs=0.1)
    assert not caplog.records


def test_sound_that_a_crashed_recorder_did_not_count_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, 0.1 * np.random.default_rng(0).standard_normal(160_000), 16_000)
    data = bytearray(path.read_bytes())
    data[40:44] = (64_000).to_bytes(4, "little")
    path.write_bytes(data)

    assert open_audio(str(path)).duration == 2.0
    assert f"the last 8.0 s are not read; try: sox --ignore-length {path} whole.wav" in caplog.text


@pytest.mark.parametrize("length", [0, 0xFFFF_FFFF, 0x7FFF_F000])
def test_length_that_a_pipe_left_open_is_no_damage(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, length: int
) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, 0.1 * np.random.default_rng(0).standard_normal(160_000), 16_000)
    data = bytearray(path.read_bytes())
    data[40:44] = length.to_bytes(4, "little")
    path.write_bytes(data)

    assert open_audio(str(path)).duration == 10.0
    assert not caplog.records

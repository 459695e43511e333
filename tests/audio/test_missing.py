"""Packets that are damaged inside a recording: kept with a line, or refused."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from whisper_diarize.audio import open_audio
from whisper_diarize.errors import AudioError, OptionError
from whisper_diarize.read_options import ReadOptions, damaged_of, reading_with

RATE = 16_000


def write(folder: Path, suffix: str, bad: range) -> str:
    """Write 20 s of AAC in which the contents of some packets are noise."""
    soundfile.write(folder / "a.wav", 0.1 * np.random.default_rng(0).standard_normal(20 * RATE), RATE)
    whole, path = folder / f"whole.{suffix}", folder / f"bad.{suffix}"
    with av.open(str(folder / "a.wav")) as source, av.open(str(whole), "w") as target:
        stream = target.add_stream("aac", rate=RATE, layout="mono")
        for frame in source.decode(audio=0):
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    with av.open(str(whole)) as source, av.open(str(path), "w") as target:
        stream = target.add_stream_from_template(source.streams.audio[0])
        for number, packet in enumerate(source.demux(audio=0)):
            if packet.size:
                if number in bad:
                    packet.update(bytes([0xFF]) * packet.size)
                packet.stream = stream
                target.mux(packet)
    return str(path)


@pytest.mark.parametrize("suffix", ["m4a", "mkv"])
def test_a_few_damaged_packets_become_silence_and_a_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, suffix: str
) -> None:
    path = write(tmp_path, suffix, range(100, 110))

    audio = open_audio(path)

    assert audio.duration == pytest.approx(20, abs=0.15)
    assert len(caplog.records) == 1
    assert "it is damaged: 10 of its packets cannot be decoded, about 0.6 s of 20" in caplog.text
    assert "first at 6." in caplog.text


def test_many_damaged_packets_are_an_error(tmp_path: Path) -> None:
    path = write(tmp_path, "m4a", range(100, 140))

    with pytest.raises(AudioError, match="it is damaged: 40 of its packets cannot be decoded"):
        open_audio(path)


def test_damage_in_a_format_without_times_is_an_error(tmp_path: Path) -> None:
    whole = bytearray(Path(write(tmp_path, "aac", range(0))).read_bytes())
    whole[len(whole) // 2 + 7 : len(whole) // 2 + 800] = bytes([0xFF]) * 793
    path = tmp_path / "harmed.aac"
    path.write_bytes(whole)

    with pytest.raises(AudioError, match="packets cannot be decoded"):
        open_audio(str(path))


def test_damaged_recordings_can_be_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "m4a", range(100, 101))

    with reading_with(ReadOptions(damaged=damaged_of("refuse"))), pytest.raises(AudioError, match="1 of its"):
        open_audio(path)


KEEP = ReadOptions(damaged="keep")


@pytest.mark.parametrize(("suffix", "bad"), [("m4a", range(100, 200)), ("mkv", range(40, 300))])
def test_kept_recording_is_whole_however_much_of_it_is_damaged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, suffix: str, bad: range
) -> None:
    path = write(tmp_path, suffix, bad)

    with reading_with(KEEP):
        audio = open_audio(path)

    assert audio.duration == pytest.approx(20, abs=0.15)
    assert f"it is damaged: {len(bad)} of its packets cannot be decoded, about" in caplog.text
    assert "(--damaged refuse" not in caplog.text


def test_kept_recording_in_a_format_without_times_is_read_on_after_the_damage(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = bytearray(Path(write(tmp_path, "aac", range(0))).read_bytes())
    whole[len(whole) // 2 + 7 : len(whole) // 2 + 800] = bytes([0xFF]) * 793
    path = tmp_path / "harmed.aac"
    path.write_bytes(whole)

    with reading_with(KEEP):
        audio = open_audio(str(path))

    assert 18 < audio.duration < 20.2
    assert "; all that follows is too early" in caplog.text


def test_another_word_for_damaged_recordings_is_refused() -> None:
    with pytest.raises(OptionError, match="damaged=maybe: give keep or refuse"):
        damaged_of("maybe")

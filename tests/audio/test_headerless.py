"""Samples without a header, of which only the name of the file tells what they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from whisper_diarize.audio import open_audio
from whisper_diarize.errors import AudioError
from whisper_diarize.read_options import Raw, ReadOptions, reading_with

SECONDS = 5


def write(path: Path, subtype: str, rate: int = 8_000) -> Path:
    samples = 0.3 * np.sin(2 * np.pi * 440 * np.arange(SECONDS * rate) / rate)
    soundfile.write(path, samples, rate, format="RAW", subtype=subtype, endian="LITTLE")
    return path


def pitch(path: Path) -> float:
    samples = open_audio(str(path)).array
    return float(np.argmax(np.abs(np.fft.rfft(samples))) / len(samples) * 16_000)


@pytest.mark.parametrize(
    ("name", "subtype"), [("call.al", "ALAW"), ("call.UL", "ULAW"), ("call.ulaw", "ULAW"), ("call.sln", "PCM_16")]
)
def test_telephone_recordings_are_read_at_the_telephones_rate_with_a_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, subtype: str
) -> None:
    path = write(tmp_path / name, subtype)

    assert open_audio(str(path)).duration == SECONDS
    assert pitch(path) == pytest.approx(440, abs=1)
    assert "it has no header: read as " in caplog.text
    assert "at 8000 Hz after its name" in caplog.text


def test_other_rates_are_read_without_a_line_if_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = write(tmp_path / "call.al", "ALAW", rate=16_000)

    with reading_with(ReadOptions(raw=Raw("alaw", 16_000))):
        assert open_audio(str(path)).duration == SECONDS
    assert not caplog.records


@pytest.mark.parametrize("name", ["call.raw", "call.pcm", "call.au", "call.sw"])
def test_a_name_that_does_not_tell_the_encoding_is_an_error_with_the_way_out(tmp_path: Path, name: str) -> None:
    with pytest.raises(AudioError, match=r"it has no header that tells how it was recorded; .* --raw mulaw:8000"):
        open_audio(str(write(tmp_path / name, "PCM_16")))


@pytest.mark.parametrize("name", ["call.al", "call.raw"])
def test_a_recording_with_a_header_is_read_as_it_tells_whatever_its_name(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(32_000), 16_000)
    shutil.move(tmp_path / "a.wav", tmp_path / name)

    assert open_audio(str(tmp_path / name)).duration == 2.0
    assert not caplog.records

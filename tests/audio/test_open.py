import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tests.audio.conftest import Encode
from whisper_diarize.audio import open_audio, spool
from whisper_diarize.records import SAMPLE_RATE

LOSSLESS = 0.001
LOSSY = 0.08


def expected_tone(num_samples: int) -> NDArray[np.float64]:
    return 0.3 * np.sin(2 * np.pi * 440 * np.arange(num_samples) / SAMPLE_RATE)


@pytest.mark.parametrize(
    ("name", "tolerance"),
    [
        ("talk.wav", LOSSLESS),
        ("talk.flac", LOSSLESS),
        ("talk.ogg", LOSSY),
        ("talk.mp3", LOSSY),
        ("talk.m4a", LOSSY),
        ("talk.mp4", LOSSY),
        ("talk.mkv", LOSSY),
        ("talk.webm", LOSSY),
    ],
)
def test_every_format_becomes_16_khz_mono_with_channels_averaged(encode: Encode, name: str, tolerance: float) -> None:
    audio = open_audio(str(encode(name)))

    inner = slice(1600, 28800)  # the codecs smear the edges
    assert (audio.sample_rate, audio.array.dtype) == (16_000, np.float32)  # type: ignore[comparison-overlap]  # equal all the same: approx, or a dtype and its class
    assert audio.duration == pytest.approx(2.0, abs=0.05)
    assert audio.array[inner] == pytest.approx(expected_tone(audio.num_samples)[inner], abs=tolerance)


@pytest.mark.parametrize("name", ["film.mp4", "film.mkv", "film.webm", "film.ts"])
def test_the_sound_of_a_video_is_read(encode: Encode, name: str) -> None:
    audio = open_audio(str(encode(name, video=True)))

    assert audio.duration == pytest.approx(2.0, abs=0.06)
    assert np.abs(audio.read(8_000, 24_000)).max() == pytest.approx(0.3, abs=LOSSY)


def test_aac_without_a_container_is_read_with_the_encoders_lead_in(encode: Encode) -> None:
    assert open_audio(str(encode("talk.aac"))).duration == pytest.approx(2.03, abs=0.03)


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 48_000, 96_000])
def test_any_sample_rate_is_resampled_without_a_shift(tmp_path: Path, rate: int) -> None:
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(2 * rate) / rate)
    soundfile.write(tmp_path / "tone.wav", tone, rate, subtype="FLOAT")

    audio = open_audio(str(tmp_path / "tone.wav"))

    assert audio.num_samples == 32_000
    assert audio.array[1600:-1600] == pytest.approx(expected_tone(32_000)[1600:-1600], abs=1e-4)


@pytest.mark.parametrize("channels", [1, 2, 6])
def test_any_number_of_channels_is_averaged(tmp_path: Path, channels: int) -> None:
    soundfile.write(tmp_path / "a.wav", np.full((100, channels), np.arange(channels) / 8), 16_000, subtype="FLOAT")

    assert open_audio(str(tmp_path / "a.wav")).array == pytest.approx(np.full(100, (channels - 1) / 16))


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "IMA_ADPCM"])
def test_any_sample_format_of_wav_is_read(tmp_path: Path, subtype: str) -> None:
    soundfile.write(tmp_path / "a.wav", expected_tone(16_000), 16_000, subtype=subtype)

    assert open_audio(str(tmp_path / "a.wav")).array[100:16_000] == pytest.approx(expected_tone(16_000)[100:], abs=0.03)


@pytest.mark.parametrize(
    ("suffix", "subtype"), [("aiff", "PCM_S8"), ("aiff", "PCM_24"), ("au", "DOUBLE"), ("caf", "FLOAT")]
)
def test_any_sample_format_of_other_files_is_read_at_full_scale(tmp_path: Path, suffix: str, subtype: str) -> None:
    path = tmp_path / f"a.{suffix}"
    soundfile.write(path, expected_tone(16_000), 16_000, subtype=subtype)

    assert open_audio(str(path)).array == pytest.approx(expected_tone(16_000), abs=0.01)


def test_peaks_above_full_scale_are_kept(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "loud.wav", np.full(100, 1.5), 16_000, subtype="FLOAT")

    assert open_audio(str(tmp_path / "loud.wav")).array.max() == pytest.approx(1.5)


def test_silence_is_a_recording(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "silence.wav", np.zeros(1600), 16_000)

    assert open_audio(str(tmp_path / "silence.wav")).array.tolist() == [0.0] * 1600


@pytest.mark.parametrize("suffix", ["wav", "mp3", "m4a", "webm"])
def test_standard_input_may_hold_any_format(encode: Encode, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    path = encode(f"talk.{suffix}")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))

    audio = open_audio("-")

    assert (audio.source, audio.name) == ("-", "stdin")
    assert audio.array.tolist() == open_audio(str(path)).array.tolist()


def test_a_named_pipe_is_read_to_its_end(encode: Encode, tmp_path: Path) -> None:
    recording, pipe = encode("talk.wav").read_bytes(), tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(recording,))
    writer.start()

    audio = open_audio(str(pipe))

    writer.join()
    assert audio.num_samples == 32_000


@pytest.mark.parametrize("size", [0, 0xFFFF_FFFF, 0x7FFF_F000], ids=["zero", "ffmpeg", "sox"])
def test_wav_written_to_a_pipe_is_read_to_the_end_of_the_file(encode: Encode, size: int) -> None:
    path = encode("talk.wav")
    data = bytearray(path.read_bytes())
    position = data.index(b"data") + 4
    data[position : position + 4] = data[4:8] = size.to_bytes(4, "little")
    path.write_bytes(data)

    assert open_audio(str(path)).num_samples == 32_000


def test_flac_written_to_a_pipe_is_read_to_the_end_of_the_file(encode: Encode) -> None:
    path = encode("talk.flac")
    data = bytearray(path.read_bytes())
    data[21] &= 0xF0  # the total number of samples: 36 bits
    data[22:26] = bytes(4)
    path.write_bytes(data)

    assert open_audio(str(path)).num_samples == 32_000


def test_holes_in_the_time_stamps_become_silence(
    encode: Encode, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "hole.mkv"
    with av.open(str(encode("talk.mkv"))) as whole, av.open(str(path), "w") as holed:
        stream = holed.add_stream_from_template(whole.streams.audio[0])
        for packet in whole.demux(audio=0):
            if packet.pts is not None and not 500 < packet.pts < 1500:  # ms
                packet.stream = stream
                holed.mux(packet)

    audio = open_audio(str(path))

    assert audio.duration == pytest.approx(2.0, abs=0.06)
    assert np.abs(audio.read(10_000, 23_000)).max() < 0.01
    assert np.abs(audio.read(25_000, 30_000)).max() == pytest.approx(0.3, abs=LOSSY)
    assert f"{path}: it has no sound for 1.0 s in all, first at 0.5 s: silence is there instead" in caplog.messages


def test_file_name_that_looks_like_an_address_or_an_option_is_a_file(
    encode: Encode, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    encode("a: b,c=d.m4a").rename(tmp_path / "-talk: part, 1.m4a")

    assert open_audio("-talk: part, 1.m4a").duration == pytest.approx(2.0, abs=0.05)


@pytest.mark.parametrize("name", ["talk.wav", "talk.m4a"])
def test_long_recording_on_disk_equals_the_same_in_memory(
    encode: Encode, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = str(encode(name))
    in_memory = open_audio(path)
    monkeypatch.setattr(spool, "MAX_IN_MEMORY", 10_000)
    on_disk = open_audio(path)

    assert isinstance(in_memory.samples, np.ndarray)
    assert isinstance(on_disk.samples, spool.SpooledSamples)
    assert on_disk.array.tolist() == in_memory.array.tolist()
    assert on_disk.read(9_990, 10_010).tolist() == in_memory.read(9_990, 10_010).tolist()


def test_importing_the_package_imports_no_decoder() -> None:
    code = "import sys, whisper_diarize; print({'av', 'soundfile', 'soxr', 'mlx', 'mlx_whisper'} & set(sys.modules))"

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())

    assert result.stdout == "set()\n"

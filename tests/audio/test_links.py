"""Files that were joined byte by byte are read to the end of the last one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.audio.conftest import Encode
from whisper_diarize.audio import open_audio
from whisper_diarize.audio.links import links


def tone(hz: float, rate: int, channels: int = 1) -> np.ndarray:
    wave = 0.3 * np.sin(2 * np.pi * hz * np.arange(2 * rate) / rate)
    return np.repeat(wave[:, None], channels, axis=1)


@pytest.mark.parametrize("suffix", ["flac", "ogg", "opus"])
def test_joined_files_are_read_to_the_end_of_the_last(tmp_path: Path, suffix: str) -> None:
    parts = [tmp_path / f"{number}.{suffix}" for number in range(3)]
    for hz, part in zip((300, 600, 900), parts, strict=True):
        soundfile.write(
            part, tone(hz, 48_000), 48_000, **({"format": "OGG", "subtype": "OPUS"} if suffix == "opus" else {})
        )
    path = tmp_path / f"all.{suffix}"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))

    joined = open_audio(str(path))

    assert joined.array == pytest.approx(np.concatenate([open_audio(str(part)).array for part in parts]), abs=0.1)
    assert len(links(path)) == 3


def test_joined_files_may_differ_in_rate_and_channels(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.ogg", tone(300, 16_000), 16_000)
    soundfile.write(tmp_path / "b.ogg", tone(300, 44_100, channels=2), 44_100)
    (tmp_path / "all.ogg").write_bytes((tmp_path / "a.ogg").read_bytes() + (tmp_path / "b.ogg").read_bytes())

    assert open_audio(str(tmp_path / "all.ogg")).duration == pytest.approx(4.0, abs=0.01)


@pytest.mark.parametrize("name", ["talk.flac", "talk.ogg"])
def test_a_file_of_one_recording_has_one_link(encode: Encode, name: str) -> None:
    path = encode(name)

    assert links(path) == [(0, path.stat().st_size)]

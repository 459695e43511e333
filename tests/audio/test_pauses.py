"""Pauses that a codec only hints at keep their length."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from whisper_diarize.audio import open_audio

SOX = shutil.which("sox")


def can_write_amr() -> bool:
    """Tell whether sox is here, with its formats for telephones."""
    return SOX is not None and b"amr-nb" in subprocess.run([SOX, "--help"], capture_output=True, check=False).stdout


@pytest.mark.skipif(not can_write_amr(), reason="needs sox with libsox-fmt-all, which writes AMR with pauses")
def test_comfort_noise_of_amr_keeps_its_length(tmp_path: Path) -> None:
    speech = 0.3 * np.random.default_rng(0).standard_normal(8_000) * np.hanning(8_000)
    samples = np.concatenate([speech, np.zeros(24_000), speech, np.zeros(24_000), speech])
    soundfile.write(tmp_path / "talk.wav", samples, 8_000)
    subprocess.run([str(SOX), tmp_path / "talk.wav", "-t", "amr-nb", tmp_path / "talk.amr"], check=True)

    audio = open_audio(str(tmp_path / "talk.amr"))

    assert audio.duration == pytest.approx(9.0, abs=0.03)
    assert np.abs(audio.read(4 * 16_000, 5 * 16_000)).max() > 0.1 > np.abs(audio.read(2 * 16_000, 3 * 16_000)).max()


def test_comfort_noise_of_wideband_amr_keeps_its_length(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)

    def frames(kind: int, size: int, number: int) -> bytes:
        return b"".join(bytes([kind << 3 | 4]) + rng.bytes(size) for _ in range(number))

    speech = frames(2, 32, 50)  # 12.65 kbit/s, 20 ms each
    pause = b"".join(frames(9, 5, 1) + frames(15, 0, 7) for _ in range(12)) + frames(14, 0, 4)
    (tmp_path / "talk.awb").write_bytes(b"#!AMR-WB\n" + speech + pause + speech)

    audio = open_audio(str(tmp_path / "talk.awb"))

    assert audio.duration == pytest.approx(4.0, abs=0.03)
    assert np.abs(audio.read(0, 8_000)).max() > 0 == np.abs(audio.read(24_000, 40_000)).max()

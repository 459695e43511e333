from __future__ import annotations

import io
import os
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from whisper_diarize_live.sound import NO_SOUND, Pipe, pcm
from whisper_diarize_live.wave_file import WaveFile

from whisper_diarize import OptionError

NOISE = np.random.default_rng(0).integers(-9999, 9999, 40_000).astype("<i2")


class Trickle(io.RawIOBase):
    """A pipe that gives a few bytes at a time, an odd number of them."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = io.BytesIO(data), size

    def read(self, size: int = -1) -> bytes:
        return self._data.read(min(self._size, size))


def kept(pipe: Pipe, folder: Path) -> NDArray[np.float32]:
    file = WaveFile(folder / "a.wav")
    pipe.begin(file)
    for thread in threading.enumerate():
        if thread.name == "sound":
            thread.join()
    assert pipe.ended
    pipe.keep_up()
    return file.read(0, file.num_samples)


@pytest.mark.parametrize("size", [1, 7, 3200, 10**6])
def test_a_pipe_is_kept_to_the_last_sample_however_it_comes(tmp_path: Path, size: int) -> None:
    samples = NOISE[:2000] if size < 10 else NOISE
    found = kept(Pipe(16_000, Trickle(samples.tobytes(), size)), tmp_path)  # type: ignore[arg-type]  # what is used of it
    np.testing.assert_array_equal(pcm(found), samples)


def test_another_rate_is_resampled_in_one_piece(tmp_path: Path) -> None:
    found = kept(Pipe(48_000, io.BytesIO(NOISE.tobytes())), tmp_path)
    assert abs(len(found) - len(NOISE) / 3) <= 2


def test_digital_silence_at_the_beginning_is_told_once(tmp_path: Path) -> None:
    pipe = Pipe(16_000, io.BytesIO(bytes(2 * 16_000 * 4)))
    kept(pipe, tmp_path)
    assert [pipe.remark(), pipe.remark()] == [NO_SOUND, None]


def test_silence_after_sound_is_none_of_our_business(tmp_path: Path) -> None:
    pipe = Pipe(16_000, io.BytesIO(NOISE.tobytes() + bytes(2 * 16_000 * 4)))
    kept(pipe, tmp_path)
    assert pipe.remark() is None


def test_a_rate_that_cannot_be_is_refused() -> None:
    with pytest.raises(OptionError, match="in Hz"):
        Pipe(16)


def test_a_pipe_that_gives_nothing_can_be_stopped(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stream, os.fdopen(writing, "wb", buffering=0) as source:
        pipe, file = Pipe(16_000, stream), WaveFile(tmp_path / "a.wav")
        pipe.begin(file)
        source.write(NOISE.tobytes())
        while file.num_samples < len(NOISE):
            time.sleep(0.01)
        before = pipe.ended
        pipe.stop()
        assert (before, pipe.ended) == (False, True)
    np.testing.assert_array_equal(pcm(file.read(0, file.num_samples)), NOISE)

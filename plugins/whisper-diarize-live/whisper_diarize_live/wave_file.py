"""A WAV file that is whole at any moment: sound is appended, and then the header tells of it."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whisper_diarize import SAMPLE_RATE, AudioError

HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")  # RIFF, fmt (PCM), data
BYTES = 2  # of a sample, 16 bits
FULL_SCALE = np.float32(32768)
LONGEST = 2**32 - 1 - HEADER.size  # bytes of sound, by the format


class WaveFile:
    """One channel at 16 kHz, 16 bits, which grows.

    After a kill at any moment the header is right for all sound but the last piece; opened again, for all of it.

    Raises:
        AudioError: the file cannot be written, or is another kind of WAV.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            size = os.fstat(self._file).st_size
            if size >= HEADER.size:
                self._check()
        except OSError as error:
            raise AudioError(str(path), f"it cannot be written ({error.strerror}); choose another folder") from error
        self.num_samples = max(0, size - HEADER.size) // BYTES
        self._write_header()

    def append(self, samples: NDArray[np.int16]) -> None:
        """Add sound at the end: on the disk, as far as the system is asked to, before this returns.

        Raises:
            AudioError: there is no room, or the file would be longer than a WAV can be (37 hours).
        """
        data = samples.astype("<i2", copy=False).tobytes()
        end = HEADER.size + self.num_samples * BYTES
        if end + len(data) > LONGEST:
            raise AudioError(str(self.path), "a WAV file is full; begin another recording")
        try:
            written = 0
            while written < len(data):
                written += os.pwrite(self._file, data[written:], end + written)
            self.num_samples += len(samples)
            self._write_header()
        except OSError as error:
            raise AudioError(str(self.path), f"no more sound can be kept ({error.strerror})") from error

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return samples in [-1, 1], as readers of the file will."""
        data = os.pread(self._file, max(0, stop - start) * BYTES, HEADER.size + start * BYTES)
        samples: NDArray[np.float32] = np.frombuffer(data, "<i2").astype(np.float32) / FULL_SCALE
        return samples

    def close(self) -> None:
        """Close the file, with all that was written on the disk."""
        os.fsync(self._file)
        os.close(self._file)

    def _check(self) -> None:
        found = HEADER.unpack(os.pread(self._file, HEADER.size, 0))
        if found[:1] + found[2:4] + found[5:8] != (b"RIFF", b"WAVE", b"fmt ", 1, 1, SAMPLE_RATE):
            raise AudioError(str(self.path), "this is another kind of WAV; `live` goes on with its own only")

    def _write_header(self) -> None:
        size = self.num_samples * BYTES
        form = (16, 1, 1, SAMPLE_RATE, SAMPLE_RATE * BYTES, BYTES, 8 * BYTES)  # PCM, one channel
        header = HEADER.pack(b"RIFF", HEADER.size - 8 + size, b"WAVE", b"fmt ", *form, b"data", size)
        os.pwrite(self._file, header, 0)


class SoundSoFar:
    """The first samples of a file that grows; `Audio` reads them piece by piece."""

    def __init__(self, file: WaveFile, num_samples: int) -> None:
        self._file = file
        self._num_samples = num_samples

    def __len__(self) -> int:
        """Return the number of samples."""
        return self._num_samples

    def __getitem__(self, index: slice) -> NDArray[np.float32]:
        """Return samples `index.start` to `index.stop`: (num_samples,) float32 in [-1, 1]."""
        start, stop, _ = index.indices(self._num_samples)
        return self._file.read(start, stop)

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
    """One channel or several at 16 kHz, 16 bits, which grows; a file that is there has its own number of channels.

    After a kill at any moment the header is right for all sound but the last piece; opened again, for all of it.

    Raises:
        AudioError: the file cannot be written, or is another kind of WAV.
    """

    def __init__(self, path: Path, num_channels: int = 1) -> None:
        self.path = path
        self.num_channels = num_channels
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            size = os.fstat(self._file).st_size
            if size >= HEADER.size:
                self._check()
        except OSError as error:
            raise AudioError(str(path), f"it cannot be written ({error.strerror}); choose another folder") from error
        self.num_samples = max(0, size - HEADER.size) // self._frame
        self._write_header()

    def append(self, samples: NDArray[np.int16]) -> None:
        """Add sound at the end: on the disk, as far as the system is asked to, before this returns.

        Samples of several channels are (num_samples, channels).

        Raises:
            AudioError: there is no room, or the file would be longer than a WAV can be (37 hours of one channel).
        """
        data = samples.astype("<i2", copy=False).tobytes()
        end = HEADER.size + self.num_samples * self._frame
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

    def read(self, start: int, stop: int, channel: int = 0) -> NDArray[np.float32]:
        """Return samples of a channel in [-1, 1], as readers of the file will."""
        data = os.pread(self._file, max(0, stop - start) * self._frame, HEADER.size + start * self._frame)
        whole = len(data) // self._frame * self._frame
        frames = np.frombuffer(data[:whole], "<i2").reshape(-1, self.num_channels)
        samples: NDArray[np.float32] = frames[:, channel].astype(np.float32) / FULL_SCALE
        return samples

    def close(self) -> None:
        """Close the file, with all that was written on the disk."""
        os.fsync(self._file)
        os.close(self._file)

    @property
    def _frame(self) -> int:
        """Bytes of a sample of all channels."""
        return BYTES * self.num_channels

    def _check(self) -> None:
        found = HEADER.unpack(os.pread(self._file, HEADER.size, 0))
        form = (16, 1, found[6], SAMPLE_RATE, SAMPLE_RATE * BYTES * found[6], BYTES * found[6], 8 * BYTES)
        if found[:1] + found[2:11] != (b"RIFF", b"WAVE", b"fmt ", *form) or not found[6]:
            raise AudioError(str(self.path), "this is another kind of WAV; `live` goes on with its own only")
        self.num_channels = found[6]

    def _write_header(self) -> None:
        size = self.num_samples * self._frame
        form = (16, 1, self.num_channels, SAMPLE_RATE, SAMPLE_RATE * self._frame, self._frame, 8 * BYTES)  # PCM
        header = HEADER.pack(b"RIFF", HEADER.size - 8 + size, b"WAVE", b"fmt ", *form, b"data", size)
        os.pwrite(self._file, header, 0)


class SoundSoFar:
    """The first samples of a channel of a file that grows; `Audio` reads them piece by piece."""

    def __init__(self, file: WaveFile, num_samples: int, channel: int = 0) -> None:
        self._file = file
        self._num_samples = num_samples
        self._channel = channel

    def __len__(self) -> int:
        """Return the number of samples."""
        return self._num_samples

    def __getitem__(self, index: slice) -> NDArray[np.float32]:
        """Return samples `index.start` to `index.stop`: (num_samples,) float32 in [-1, 1]."""
        start, stop, _ = index.indices(self._num_samples)
        return self._file.read(start, stop, self._channel)

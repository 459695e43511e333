"""Sources of sound: a pipe, or files that are played to the clock; microphones are in `microphones`."""

from __future__ import annotations

import select
import sys
import threading
from collections.abc import Callable, Sequence
from typing import BinaryIO, Literal, Protocol

import numpy as np
import soxr
from numpy.typing import NDArray

from whisper_diarize import SAMPLE_RATE, Audio, AudioError, OptionError
from whisper_diarize.read_options import ReadOptions, reading_with

from .clock import Clock
from .wave_file import FULL_SCALE

PIECE_SECONDS = 0.1
SILENT_SECONDS = 3.0
NO_SOUND = (
    "nothing at all is heard, not even noise: macOS gives silence to a program that may not use the microphone "
    "(System Settings, Privacy & Security, Microphone); else it is muted, or another --device is the right one"
)


class Sink(Protocol):
    """A place where sound is kept."""

    def append(self, samples: NDArray[np.int16]) -> None:
        """Keep sound: (num_samples,), or (num_samples, channels)."""


class Sound(Protocol):
    """A source of sound.

    Attributes:
        num_channels: channels that it has.
    """

    num_channels: int

    @property
    def ended(self) -> bool:
        """Return whether no more will come, and all that came was kept."""

    def begin(self, file: Sink) -> None:
        """Keep sound in a file from now on.

        Raises:
            AudioError: there is no sound to be had.
        """

    def keep_up(self) -> None:
        """Keep what came since; sources with a thread of their own need not be told.

        Raises:
            AudioError: no more can be kept.
        """

    def stop(self) -> None:
        """Take no more sound; keep what came."""

    def remark(self) -> str | None:
        """Return a new line about the sound for the user, or None."""


class PlayedFile:
    """A recording that is played, or a channel each: of it, what listeners would have heard by now is there."""

    def __init__(self, audio: Audio | Sequence[Audio], clock: Clock, speed: float = 1.0) -> None:
        self._parts = [audio] if isinstance(audio, Audio) else list(audio)
        self._clock = clock
        self._speed = speed
        self._begun = 0.0
        self._stopped = False
        self._file: Sink | None = None
        self._kept = 0  # samples
        self._length = max(part.num_samples for part in self._parts)
        self.num_channels = len(self._parts)

    @property
    def ended(self) -> bool:
        """Return whether the recording is over."""
        return self._stopped or (self._file is not None and self._kept >= self._length)

    def begin(self, file: Sink) -> None:
        """Press play."""
        self._file, self._begun = file, self._clock.now()

    def keep_up(self) -> None:
        """Keep what was heard since."""
        if self._file is None or self._stopped:
            return
        heard = min(self._length, round((self._clock.now() - self._begun) * self._speed * SAMPLE_RATE))
        samples = np.zeros((max(0, heard - self._kept), self.num_channels), np.float32)
        for column, part in zip(samples.T, self._parts, strict=True):
            found = part.read(self._kept, min(heard, part.num_samples)) if part.num_samples > self._kept else column[:0]
            column[: len(found)] = found
        self._file.append(pcm(samples))
        self._kept += len(samples)

    def stop(self) -> None:
        """Press stop."""
        self._stopped = True

    def remark(self) -> str | None:
        """Return None: a file needs no remark."""
        return None


class Threaded:
    """A source whose sound is kept by a thread of its own."""

    def __init__(self, rate: int, num_channels: int = 1) -> None:
        self.num_channels = num_channels
        self._rate = rate
        self._resample = _resampler(rate, num_channels)
        self._stopping = threading.Event()
        self._failure: AudioError | None = None
        self._silent = 0  # samples of digital silence, from the beginning
        self._told = False
        self._thread: threading.Thread | None = None

    @property
    def ended(self) -> bool:
        """Return whether no more will come, and all that came was kept."""
        return self._thread is not None and not self._thread.is_alive()

    def keep_up(self) -> None:
        """Raise the error that ended the thread, if one did."""
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Take no more sound; keep what came."""
        self._stopping.set()
        self.join()
        self.keep_up()

    def join(self) -> None:
        """Wait until the sound ends."""
        if self._thread is not None:
            self._thread.join()

    def remark(self) -> str | None:
        """Return a line if there is digital silence at the beginning: no microphone is so quiet."""
        if self._told or self._silent < SILENT_SECONDS * self._rate:
            return None
        self._told = True
        return NO_SOUND

    def _listen(self, samples: NDArray[np.float32]) -> None:
        self._silent = -sys.maxsize if samples.any() or self._silent < 0 else self._silent + len(samples)

    def _run(self, file: Sink, read: Callable[[], NDArray[np.float32] | None]) -> None:
        """Keep sound until there is no more."""

        def work() -> None:
            try:
                while (samples := read()) is not None:
                    self._listen(samples)
                    file.append(pcm(self._resample(samples, last=False)))
                file.append(pcm(self._resample(np.zeros((0, self.num_channels), np.float32), last=True)))
            except AudioError as error:
                self._failure = error

        self._thread = threading.Thread(target=work, name="sound", daemon=True)
        self._thread.start()


class Pipe(Threaded):
    """Samples on standard input: 16 bits, signed, little-endian, of all channels in turn."""

    def __init__(self, rate: int, stream: BinaryIO | None = None, num_channels: int = 1) -> None:
        super().__init__(rate, num_channels)
        self._frame = 2 * num_channels  # bytes
        self._size = self._frame * max(1, round(rate * PIECE_SECONDS))
        self._stream = stream or sys.stdin.buffer
        try:
            self._descriptor: int | None = self._stream.fileno()
        except (AttributeError, OSError):  # bytes in memory
            self._descriptor = None
        self._odd = b""

    def begin(self, file: Sink) -> None:
        """Read from now on."""
        self._run(file, self._read)

    def _read(self) -> NDArray[np.float32] | None:
        """Return the next whole samples; None at the end."""
        read = getattr(self._stream, "read1", self._stream.read)
        data = self._odd
        while len(data) < self._frame:
            more = read(self._size) if self._waited() else b""
            if not more:
                return None
            data += more
        whole = len(data) // self._frame * self._frame
        self._odd = data[whole:]
        frames = np.frombuffer(data[:whole], "<i2").reshape(-1, self.num_channels)
        samples: NDArray[np.float32] = frames.astype(np.float32) / FULL_SCALE
        return samples

    def _waited(self) -> bool:
        """Wait until there is more, or the end; False if no more is wanted."""
        while not self._stopping.is_set():
            if self._descriptor is None or select.select([self._descriptor], [], [], PIECE_SECONDS)[0]:
                return True
        return False


def opened(path: str) -> Audio:
    """Open a recording to play, mixed.

    Raises:
        AudioError: it cannot be read.
    """
    return _opened(path, "mix")


def opened_channels(path: str) -> Sequence[Audio]:
    """Open the channels of a recording to play.

    Raises:
        AudioError: it cannot be read, or has one channel only.
    """
    parts = _opened(path, "split").channels
    if len(parts) < 2:  # noqa: PLR2004  one is no conversation
        raise AudioError(path, "it has no channels with different sound; leave --channels split out")
    return parts


def _opened(path: str, channels: Literal["mix", "split"]) -> Audio:
    from whisper_diarize.audio import open_audio  # noqa: PLC0415  it imports the readers

    with reading_with(ReadOptions(channels=channels)):
        return open_audio(path)


def pcm(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    """Return samples in [-1, 1] as 16 bits."""
    return np.clip(np.round(samples * 32768), -32768, 32767).astype(np.int16)


def _resampler(rate: int, num_channels: int) -> Callable[..., NDArray[np.float32]]:
    if rate == SAMPLE_RATE:
        return lambda samples, *, last: samples  # noqa: ARG005  the arguments of the other
    if not 4000 <= rate <= 384_000:  # noqa: PLR2004  telephones to studios
        raise OptionError(f"--rate {rate} is no sample rate of speech; it is in Hz, such as 16000 or 48000")
    stream = soxr.ResampleStream(rate, SAMPLE_RATE, num_channels, dtype="float32")
    return lambda samples, *, last: stream.resample_chunk(samples, last=last)

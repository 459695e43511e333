"""Sources of sound: a microphone, a pipe, or a file that is played to the clock."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable
from typing import Any, BinaryIO, Protocol

import numpy as np
import soxr
from numpy.typing import NDArray

from whisper_diarize import SAMPLE_RATE, Audio, AudioError, OptionError

from .clock import Clock
from .wave_file import FULL_SCALE, WaveFile

PIECE_SECONDS = 0.1
SILENT_SECONDS = 3.0
NO_SOUND = (
    "nothing at all is heard, not even noise: macOS gives silence to a program that may not use the microphone "
    "(System Settings, Privacy & Security, Microphone); else it is muted, or another --device is the right one"
)


class Sound(Protocol):
    """A source of sound."""

    @property
    def ended(self) -> bool:
        """Return whether no more will come, and all that came was kept."""

    def begin(self, file: WaveFile) -> None:
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
    """A recording that is played: what its listeners would have heard by now is there."""

    def __init__(self, audio: Audio, clock: Clock, speed: float = 1.0) -> None:
        self._audio = audio
        self._clock = clock
        self._speed = speed
        self._begun = 0.0
        self._stopped = False
        self._file: WaveFile | None = None

    @property
    def ended(self) -> bool:
        """Return whether the recording is over."""
        return self._stopped or (self._file is not None and self._file.num_samples >= self._audio.num_samples)

    def begin(self, file: WaveFile) -> None:
        """Press play."""
        self._file, self._begun = file, self._clock.now()

    def keep_up(self) -> None:
        """Keep what was heard since."""
        if self._file is None or self._stopped:
            return
        heard = round((self._clock.now() - self._begun) * self._speed * SAMPLE_RATE)
        samples = self._audio.read(self._file.num_samples, min(heard, self._audio.num_samples))
        self._file.append(pcm(samples))

    def stop(self) -> None:
        """Press stop."""
        self._stopped = True

    def remark(self) -> str | None:
        """Return None: a file needs no remark."""
        return None


class _Threaded:
    """A source whose sound is kept by a thread of its own."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._resample = _resampler(rate)
        self._stopping = threading.Event()
        self._failure: AudioError | None = None
        self._silent = 0  # samples of digital silence, from the beginning
        self._told = False
        self._thread: threading.Thread | None = None

    @property
    def ended(self) -> bool:
        return self._thread is not None and not self._thread.is_alive()

    def keep_up(self) -> None:
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
        self.keep_up()

    def remark(self) -> str | None:
        """Return a line if there is digital silence at the beginning: no microphone is so quiet."""
        if self._told or self._silent < SILENT_SECONDS * self._rate:
            return None
        self._told = True
        return NO_SOUND

    def _listen(self, samples: NDArray[np.float32]) -> None:
        self._silent = -sys.maxsize if samples.any() or self._silent < 0 else self._silent + len(samples)

    def _run(self, file: WaveFile, read: Callable[[], NDArray[np.float32] | None]) -> None:
        """Keep sound until there is no more."""

        def work() -> None:
            try:
                while (samples := read()) is not None:
                    self._listen(samples)
                    file.append(pcm(self._resample(samples, last=False)))
                file.append(pcm(self._resample(np.zeros(0, np.float32), last=True)))
            except AudioError as error:
                self._failure = error

        self._thread = threading.Thread(target=work, name="sound", daemon=True)
        self._thread.start()


class Pipe(_Threaded):
    """Samples on standard input: 16 bits, signed, little-endian, one channel."""

    def __init__(self, rate: int, stream: BinaryIO | None = None) -> None:
        super().__init__(rate)
        self._size = 2 * max(1, round(rate * PIECE_SECONDS))
        self._stream = stream or sys.stdin.buffer
        self._odd = b""

    def begin(self, file: WaveFile) -> None:
        """Read from now on."""
        self._run(file, self._read)

    def _read(self) -> NDArray[np.float32] | None:
        read = getattr(self._stream, "read1", self._stream.read)
        data = b"" if self._stopping.is_set() else self._odd + read(self._size)
        if not data:
            return None
        whole = len(data) // 2 * 2
        if whole == 0:  # half a sample
            rest = read(self._size)
            if not rest:
                return None
            data += rest
            whole = len(data) // 2 * 2
        self._odd = data[whole:]
        samples: NDArray[np.float32] = np.frombuffer(data[:whole], "<i2").astype(np.float32) / FULL_SCALE
        return samples


class Device(_Threaded):
    """A microphone, or another source that the system offers as one.

    Attributes:
        lost: how often the system dropped sound, because the machine was too busy to take it.
    """

    def __init__(self, device: int | str | None = None) -> None:
        super().__init__(SAMPLE_RATE)
        self._device = device
        self._heard: queue.SimpleQueue[NDArray[np.float32]] = queue.SimpleQueue()
        self.lost = 0

    def begin(self, file: WaveFile) -> None:
        """Listen from now on.

        Raises:
            AudioError: there is no such device, or it cannot be used.
        """
        sounddevice = _sounddevice()
        try:
            self._stream = sounddevice.InputStream(
                samplerate=SAMPLE_RATE,
                device=self._device,
                channels=1,
                dtype="float32",
                blocksize=round(SAMPLE_RATE * PIECE_SECONDS),
                callback=self._hear,
            )
            self._stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            raise AudioError(
                "microphone" if self._device is None else f"device {self._device}",
                f"it cannot be listened to ({error}); see --list-devices",
            ) from error
        self._run(file, self._read)

    # Any: sounddevice has no types
    def _hear(self, samples: NDArray[np.float32], _frames: int, _time: Any, status: Any) -> None:
        self.lost += bool(status.input_overflow)
        self._heard.put(samples[:, 0].copy())

    def _read(self) -> NDArray[np.float32] | None:
        while True:
            try:
                return self._heard.get(timeout=2 * PIECE_SECONDS)
            except queue.Empty:
                if self._stopping.is_set():
                    return None

    def remark(self) -> str | None:
        """Return a line, too, if sound was lost."""
        lost, self.lost = self.lost, 0
        return f"the system dropped sound {lost} times: the machine is too busy" if lost else super().remark()

    def stop(self) -> None:
        """Listen no more; keep what was heard."""
        self._stream.stop()
        self._stream.close()
        super().stop()


def opened(path: str) -> Audio:
    """Open a recording to play.

    Raises:
        AudioError: it cannot be read.
    """
    from whisper_diarize.audio import open_audio  # noqa: PLC0415  it imports the readers

    return open_audio(path)


def devices() -> list[str]:
    """Return a line for each device that can be listened to: its number, name, channels.

    Raises:
        AudioError: PortAudio is not on this machine.
    """
    sounddevice = _sounddevice()
    default = sounddevice.default.device[0]
    return [
        f"{number:3} {device['name']} ({device['max_input_channels']} channels){' *' if number == default else ''}"
        for number, device in enumerate(sounddevice.query_devices())
        if device["max_input_channels"] > 0
    ]


def pcm(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    """Return samples in [-1, 1] as 16 bits."""
    return np.clip(np.round(samples * 32768), -32768, 32767).astype(np.int16)


def _resampler(rate: int) -> Callable[..., NDArray[np.float32]]:
    if rate == SAMPLE_RATE:
        return lambda samples, *, last: samples  # noqa: ARG005  the arguments of the other
    if not 4000 <= rate <= 384_000:  # noqa: PLR2004  telephones to studios
        raise OptionError(f"--rate {rate} is no sample rate of speech; it is in Hz, such as 16000 or 48000")
    stream = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32")
    return lambda samples, *, last: stream.resample_chunk(samples, last=last)


# Any: sounddevice has no types
def _sounddevice() -> Any:
    try:
        import sounddevice  # noqa: PLC0415  it loads PortAudio
    except OSError as error:
        raise AudioError(
            "microphone",
            "PortAudio is not on this machine; install it (Debian, Ubuntu: apt install libportaudio2), or pipe sound "
            "in: parec --format=s16le --channels=1 --rate=16000 | whisper-diarize live -",
        ) from error
    return sounddevice

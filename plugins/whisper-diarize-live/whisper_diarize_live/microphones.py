"""Microphones, and other sources that the system offers as such."""

from __future__ import annotations

import queue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whisper_diarize import SAMPLE_RATE, AudioError

from .sound import PIECE_SECONDS, Sink, Threaded


class Device(Threaded):
    """A microphone, or another source that the system offers as one.

    Attributes:
        lost: how often the system dropped sound, because the machine was too busy to take it.
    """

    def __init__(self, device: int | str | None = None, num_channels: int = 1) -> None:
        super().__init__(SAMPLE_RATE, num_channels)
        self._device = device
        self._heard: queue.SimpleQueue[NDArray[np.float32]] = queue.SimpleQueue()
        self.lost = 0

    def begin(self, file: Sink) -> None:
        """Listen from now on.

        Raises:
            AudioError: there is no such device, or it cannot be used.
        """
        sounddevice = _sounddevice()
        try:
            self._stream = sounddevice.InputStream(
                samplerate=SAMPLE_RATE,
                device=self._device,
                channels=self.num_channels,
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
        self._heard.put(samples.copy())

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
        return f"the system dropped sound ({lost} x): the machine is too busy" if lost else super().remark()

    def stop(self) -> None:
        """Listen no more; keep what was heard."""
        self._stream.stop()
        self._stream.close()
        super().stop()


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

"""Microphones, by a sounddevice of the tests: the machine on which they run may have none."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from whisper_diarize_live.microphones import Device, devices
from whisper_diarize_live.sound import pcm
from whisper_diarize_live.wave_file import WaveFile

from whisper_diarize import AudioError

NOISE = np.random.default_rng(0).uniform(-1, 1, (1600, 1)).astype(np.float32)


class PortAudioError(Exception):
    pass


class SoundDevice(ModuleType):
    """Devices by name and channels; a stream calls back when `play` says so."""

    PortAudioError = PortAudioError

    def __init__(self, *found: tuple[str, int]) -> None:
        super().__init__("sounddevice")
        self.found = found
        self.default = SimpleNamespace(device=(0 if found else -1, -1))
        self.play: Callable[..., None] = lambda *_: None

    def mismatch(self, device: str) -> str:
        return f"No input device matching '{device}'"

    def query_devices(self) -> list[dict[str, object]]:
        return [{"name": name, "max_input_channels": channels} for name, channels in self.found]

    # Any: the arguments of sounddevice's class
    def InputStream(self, *, device: int | str | None, callback: Callable[..., None], **_: Any) -> SimpleNamespace:  # noqa: N802
        if not self.found:
            raise PortAudioError("Error querying device -1")
        if isinstance(device, str) and not any(device in name for name, _ in self.found):
            raise ValueError(self.mismatch(device))
        self.play = callback
        return SimpleNamespace(start=lambda: None, stop=lambda: None, close=lambda: None)


@pytest.fixture
def sounddevice(monkeypatch: pytest.MonkeyPatch) -> SoundDevice:
    module = SoundDevice(("Built-in", 1), ("Speakers", 0), ("USB", 2))
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    return module


def test_devices_that_can_be_listened_to_are_listed_with_the_default_one(sounddevice: SoundDevice) -> None:
    assert devices() == ["  0 Built-in (1 channels) *", "  2 USB (2 channels)"]


def test_sound_is_kept_and_what_the_system_dropped_is_told(sounddevice: SoundDevice, tmp_path: Path) -> None:
    device, file = Device("USB"), WaveFile(tmp_path / "a.wav")
    device.begin(file)
    for overflow in (False, True):
        sounddevice.play(NOISE, len(NOISE), None, SimpleNamespace(input_overflow=overflow))
    while file.num_samples < 2 * len(NOISE):
        time.sleep(0.01)
    assert not device.ended
    assert device.remark() == "the system dropped sound (1 x): the machine is too busy"
    device.stop()
    np.testing.assert_array_equal(pcm(file.read(0, len(NOISE))), pcm(NOISE[:, 0]))


def test_a_device_that_is_not_there_is_told(sounddevice: SoundDevice, tmp_path: Path) -> None:
    with pytest.raises(AudioError) as error:
        Device("Blue").begin(WaveFile(tmp_path / "a.wav"))
    reason = f"it cannot be listened to ({sounddevice.mismatch('Blue')}); see --list-devices"
    assert str(error.value) == f"device Blue: {reason}"


def test_a_machine_without_a_sound_card_has_no_devices(sounddevice: SoundDevice, tmp_path: Path) -> None:
    sounddevice.found = ()
    assert devices() == []
    with pytest.raises(AudioError, match="microphone: it cannot be listened to"):
        Device().begin(WaveFile(tmp_path / "a.wav"))


def test_a_machine_without_portaudio_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    with pytest.raises(AudioError, match="apt install libportaudio2"):
        devices()

"""Kaldi's log-mel filterbank in NumPy and float64, with a window and a mel table of its own.

Source: Kaldi feat/feature-window.cc, feat/mel-computations.cc and feat/feature-fbank.cc (Apache-2.0), with the settings
of pyannote.audio 4.0.7's WeSpeaker models, and of 3D-Speaker's, which have another window. Nothing is taken from
`nn.fbank`: a table that is wrong there is found here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Array = NDArray[Any]  # Any: float32 comes in, float64 goes out

SAMPLE_RATE = 16_000
FRAME_LENGTH, FRAME_SHIFT = 400, 160  # samples: 25 and 10 ms
FFT_LENGTH = 512  # the next power of two
NUM_BINS = 80
LOW_HZ = 20.0
PREEMPHASIS = 0.97
SAMPLE_SCALE = 32768.0  # Kaldi reads samples as int16
ENERGY_FLOOR = float(np.finfo(np.float32).eps)
WINDOWS = {"hamming": (0.54, 0.46), "hann": (0.5, 0.5), "": (1.0, 0.0)}
"""By name: a and b of a - b cos(2 pi n / (N - 1)); without a name, none."""
POVEY, POVEY_EXPONENT = "povey", 0.85  # of a Hann window


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of the filterbank; the defaults are right. `window`: one of WINDOWS, or Povey's; None: the network's."""

    window: str | None = None
    preemphasis: bool = True
    power: bool = True
    low_hz: float = LOW_HZ
    centred: bool = True


RIGHT = Settings()


def log_mel(samples: Array, settings: Settings = RIGHT, window: str = "hamming", *, centred: bool = True) -> Array:
    """Map (batch, samples) in [-1, 1] to (batch, frames, 80), less the mean over frames if `centred`.

    `window` is the network's, and both that and `centred` are overruled by the settings.
    """
    chosen = window if settings.window is None else settings.window
    frames = sliding_window_view(samples.astype(np.float64) * SAMPLE_SCALE, FRAME_LENGTH, axis=1)[:, ::FRAME_SHIFT]
    frames = frames - frames.mean(axis=-1, keepdims=True)
    if settings.preemphasis:
        frames = frames - PREEMPHASIS * np.concatenate([frames[..., :1], frames[..., :-1]], axis=-1)
    spectrum = np.abs(np.fft.rfft(frames * cosine_window(chosen), FFT_LENGTH))[..., : FFT_LENGTH // 2]
    energies = (spectrum**2 if settings.power else spectrum) @ mel_table(settings.low_hz)
    features = np.log(np.maximum(energies, ENERGY_FLOOR))
    return np.asarray(features - features.mean(axis=1, keepdims=True)) if settings.centred and centred else features


def cosine_window(name: str) -> Array:
    """Compute one of WINDOWS, or Povey's: (400,)."""
    if name == POVEY:
        return np.asarray(cosine_window("hann") ** POVEY_EXPONENT)
    a, b = WINDOWS[name]
    return np.asarray(a - b * np.cos(2 * np.pi * np.arange(FRAME_LENGTH) / (FRAME_LENGTH - 1)))


def mel_table(low_hz: float = LOW_HZ) -> Array:
    """Compute triangular filters, evenly spaced in mel from `low_hz` to 8 kHz: (256 bins of the FFT, 80)."""
    edges = np.linspace(to_mel(low_hz), to_mel(SAMPLE_RATE / 2), NUM_BINS + 2)
    left, centre, right = edges[:-2], edges[1:-1], edges[2:]
    bins = to_mel(np.arange(FFT_LENGTH // 2) * SAMPLE_RATE / FFT_LENGTH)[:, None]
    return np.asarray(np.maximum(0, np.minimum((bins - left) / (centre - left), (right - bins) / (right - centre))))


def to_mel(hz: float | Array) -> Array:
    """Convert Hz to mel: 1127 ln(1 + hz / 700)."""
    return np.asarray(1127.0 * np.log(1.0 + np.asarray(hz) / 700.0))

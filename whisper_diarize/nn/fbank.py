"""Kaldi's log-mel filterbank, with its mean or less it.

Source: Kaldi feat/feature-fbank.cc (Apache-2.0), with the settings of pyannote.audio 4.0.7's WeSpeaker models, and of
3D-Speaker's: frames of 25 ms every 10 ms, only whole ones; DC offset removed, pre-emphasis, no dither, power spectrum.
WeSpeaker's have a Hamming window; 3D-Speaker's a Povey window, which is Kaldi's default (feat/feature-window.cc).
"""

from __future__ import annotations

import math
from typing import Literal

import mlx.core as mx

from whisper_diarize.dimensions import NUM_MEL_BINS

FRAME_SAMPLES = 400
STEP_SAMPLES = 160
FFT_SIZE = 512
SAMPLE_RATE = 16_000
LOW_HZ = 20.0  # Kaldi's default
PREEMPHASIS = 0.97  # Kaldi's default
POVEY_EXPONENT = 0.85  # of a Hann window
INT16_SCALE = 2.0**15  # Kaldi reads samples as integers
FLOOR = 2.0**-23  # float32 epsilon, Kaldi's floor below the logarithm

Window = Literal["hamming", "povey"]


class Fbank:
    """80 log-mel energies every 10 ms."""

    def __init__(self, window: Window = "hamming") -> None:
        cosines = [math.cos(2 * math.pi * n / (FRAME_SAMPLES - 1)) for n in range(FRAME_SAMPLES)]
        povey = window == "povey"
        self.window = mx.array([(0.5 - 0.5 * c) ** POVEY_EXPONENT if povey else 0.54 - 0.46 * c for c in cosines])
        self.mel = mx.array(_mel_weights())

    def __call__(self, samples: mx.array) -> mx.array:
        """Map (batch, samples) in [-1, 1], at least one frame, to (batch, frames, 80)."""
        energies = self.energies(samples)
        return energies - energies.mean(axis=1, keepdims=True)

    def energies(self, samples: mx.array) -> mx.array:
        """Map the same to features from which no mean was taken."""
        frames = _frames(samples * INT16_SCALE)
        frames = frames - frames.mean(axis=-1, keepdims=True)
        previous = mx.concatenate([frames[..., :1], frames[..., :-1]], axis=-1)
        windowed = (frames - PREEMPHASIS * previous) * self.window
        power = mx.abs(mx.fft.rfft(windowed, FFT_SIZE)).square()
        return mx.log(mx.maximum(power[..., : FFT_SIZE // 2] @ self.mel, FLOOR))


def num_fbank_frames(num_samples: int) -> int:
    """Count the whole frames that fit."""
    return max(0, 1 + (num_samples - FRAME_SAMPLES) // STEP_SAMPLES)


def _frames(samples: mx.array) -> mx.array:
    """View (batch, samples) as overlapping frames: (batch, frames, 400)."""
    batch, num_samples = samples.shape
    shape = (batch, num_fbank_frames(num_samples), FRAME_SAMPLES)
    return mx.as_strided(mx.contiguous(samples), shape, (num_samples, STEP_SAMPLES, 1))


def _mel_weights() -> list[list[float]]:
    """Return triangular filters, evenly spaced in mel: (256 FFT bins, 80). Kaldi leaves the Nyquist bin out."""
    low, high = _mel(LOW_HZ), _mel(SAMPLE_RATE / 2)
    step = (high - low) / (NUM_MEL_BINS + 1)
    lefts = [low + step * band for band in range(NUM_MEL_BINS)]
    bins = [_mel(index * SAMPLE_RATE / FFT_SIZE) for index in range(FFT_SIZE // 2)]
    return [[max(0.0, min((mel - left) / step, (left + 2 * step - mel) / step)) for left in lefts] for mel in bins]


def _mel(hz: float) -> float:
    return 1127.0 * math.log1p(hz / 700.0)

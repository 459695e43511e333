"""The filters of a SincNet: band-pass filters, each given by its low edge and its width in Hz.

Source: asteroid-filterbanks 0.4 param_sinc_fb.py (MIT), as pyannote.audio 4.0.7 calls it; Ravanelli and Bengio 2018,
"Speaker recognition from raw waveform with SincNet". Computed once, when weights are loaded, in torch's order of
float32 operations but with sines and cosines that are right to the last bit: MLX's are not, and what the filters lose
every later layer has lost.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

KERNEL_SAMPLES = 251
SAMPLE_RATE = 16_000
MIN_LOW_HZ = np.float32(50)
MIN_BAND_HZ = np.float32(50)


def sinc_filters(low_hz: Floats, band_hz: Floats) -> Floats:
    """Map (filters, 1) and (filters, 1) to even (cosine), then odd (sine) filters: (2 * filters, 251)."""
    low = MIN_LOW_HZ + np.abs(low_hz)
    high = np.clip(low + MIN_BAND_HZ + np.abs(band_hz), MIN_LOW_HZ, np.float32(SAMPLE_RATE / 2))
    band = high - low
    half = KERNEL_SAMPLES // 2
    # the left half of a Hamming window, and of 2 pi t of a filter's samples
    window = np.hamming(KERNEL_SAMPLES)[:half].astype(np.float32)
    times = np.float32(2 * np.pi) * (np.arange(-half, 0, dtype=np.float32) / np.float32(SAMPLE_RATE))
    scale = times / np.float32(2)
    even = (_exactly(np.sin, high * times) - _exactly(np.sin, low * times)) / scale * window
    odd = (_exactly(np.cos, low * times) - _exactly(np.cos, high * times)) / scale * window
    cosine = np.concatenate([even, 2 * band, even[:, ::-1]], axis=1)
    sine = np.concatenate([odd, np.zeros_like(band), -odd[:, ::-1]], axis=1)
    return np.concatenate([cosine / (2 * band), sine / (2 * band)])


def _exactly(function: np.ufunc, angles: Floats) -> Floats:
    """Compute in float64 and round once."""
    values: Floats = function(angles.astype(np.float64)).astype(np.float32)
    return values

"""Short sounds of a room without speech: breaths, clicks, thumps, rustling, each of power 1."""

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16000
BURSTS_PER_SECOND = 20  # of rustling

Floats = NDArray[np.float32]


def add_events(recording: Floats, per_second: float, level_db: tuple[float, float], rng: np.random.Generator) -> Floats:
    """Return the recording with sounds at random places, at levels from its loud samples' power: (num_samples,)."""
    squares = recording**2
    loud = squares[squares > 1e-3 * squares.max(initial=0.0)]
    power = float(loud.mean()) if len(loud) else 1e-3
    sounding: Floats = recording.copy()
    for _ in range(rng.poisson(per_second * len(recording) / SAMPLE_RATE)):
        event = draw_event(rng) * np.float32(np.sqrt(power * 10 ** (rng.uniform(*level_db) / 10)))
        start = int(rng.integers(len(recording)))
        length = min(len(event), len(recording) - start)
        sounding[start : start + length] += event[:length]
    return sounding


def draw_event(rng: np.random.Generator) -> Floats:
    """Draw one sound, of 0.02 to 1.5 s: (num_samples,)."""
    sounds = (_breath, _click, _thump, _rustle)
    sound = sounds[int(rng.integers(len(sounds)))](rng)
    return np.asarray(sound / np.sqrt(np.mean(sound**2) + 1e-12), dtype=np.float32)


def _breath(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return noise between two cut-offs that swells and fades."""
    num_samples = int(rng.uniform(0.15, 0.7) * SAMPLE_RATE)
    spectrum = np.fft.rfft(rng.standard_normal(num_samples))
    hz = np.maximum(np.fft.rfftfreq(num_samples, 1 / SAMPLE_RATE), 1)
    low_hz, high_hz = rng.uniform(100, 600), rng.uniform(1500, 6000)
    spectrum /= (1 + (low_hz / hz) ** 4) * (1 + (hz / high_hz) ** 4)
    return np.asarray(np.fft.irfft(spectrum, num_samples) * np.sin(np.linspace(0, np.pi, num_samples)) ** 2)


def _click(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a tone and noise that decay at once."""
    seconds = np.arange(int(rng.uniform(0.02, 0.12) * SAMPLE_RATE)) / SAMPLE_RATE
    tone = np.sin(2 * np.pi * rng.uniform(200, 4000) * seconds)
    noise = rng.uniform(0.2, 1.0) * rng.standard_normal(len(seconds))
    return np.asarray((tone + noise) * np.exp(-seconds / rng.uniform(0.002, 0.02)))


def _thump(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a low tone with some noise, as of a table that is knocked at."""
    seconds = np.arange(int(rng.uniform(0.1, 0.4) * SAMPLE_RATE)) / SAMPLE_RATE
    tone = np.sin(2 * np.pi * rng.uniform(50, 220) * seconds)
    return np.asarray((tone + 0.3 * rng.standard_normal(len(seconds))) * np.exp(-seconds / rng.uniform(0.02, 0.1)))


def _rustle(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return bright noise in bursts, as of paper and clothes."""
    num_samples = int(rng.uniform(0.3, 1.5) * SAMPLE_RATE)
    num_bursts = int(num_samples / SAMPLE_RATE * BURSTS_PER_SECOND) + 2
    loudness = np.interp(np.arange(num_samples), np.linspace(0, num_samples, num_bursts), rng.random(num_bursts) ** 4)
    return np.asarray(np.diff(rng.standard_normal(num_samples + 1)) * loudness)

"""Mix the phrases of a dialogue to a recording in a quiet room."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt
from dialogue_text import Dialogue, Placed
from flite_voice import SAMPLE_RATE

TAIL_SECONDS = 0.8  # room tone after the last word
TONE_DB = -60.0  # level of the room tone, dB full scale
TONE_CORNER_HZ = 500.0
REFLECTIONS = ((0.007, 0.12), (0.013, -0.08), (0.023, 0.05))  # seconds after the direct sound, amplitude


def mix(placed: list[Placed], dialogue: Dialogue) -> npt.NDArray[np.float64]:
    """Add all phrases at their speakers' levels, the room's reflections and the room tone."""
    end = max(phrase.words[-1].end for phrase in placed) + TAIL_SECONDS
    samples = np.zeros(round(end * SAMPLE_RATE))
    gains = {name: gain(placed, name, speaker.level_db) for name, speaker in dialogue.speakers.items()}
    for phrase in placed:
        first = round(phrase.start * SAMPLE_RATE)
        samples[first : first + len(phrase.samples)] += gains[phrase.speaker] * phrase.samples
    return reflect(samples) + room_tone(len(samples), dialogue.seed)


def gain(placed: list[Placed], speaker: str, level_db: float) -> float:
    """Return the factor that brings all speech of a speaker to `level_db`."""
    speech = np.concatenate([phrase.samples for phrase in placed if phrase.speaker == speaker])
    return 10 ** (level_db / 20) / root_mean_square(speech)


def reflect(samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Add three weak early reflections of a small room."""
    result: npt.NDArray[np.float64] = samples.copy()
    for delay_seconds, amplitude in REFLECTIONS:
        delay = round(delay_seconds * SAMPLE_RATE)
        result[delay:] += amplitude * samples[:-delay]
    return result


def room_tone(num_samples: int, seed: int) -> npt.NDArray[np.float64]:
    """Return faint noise, falling by 6 dB an octave above TONE_CORNER_HZ, like a quiet room."""
    noise = np.random.default_rng(seed).standard_normal(num_samples)
    spectrum = np.fft.rfft(noise)
    frequencies = np.fft.rfftfreq(num_samples, 1 / SAMPLE_RATE)
    tone = np.fft.irfft(spectrum / np.hypot(1, frequencies / TONE_CORNER_HZ), num_samples)
    return tone * 10 ** (TONE_DB / 20) / root_mean_square(tone)


def root_mean_square(samples: npt.NDArray[np.float64]) -> float:
    """Return the root mean square."""
    return float(np.sqrt(np.mean(samples**2)))


def write_wav(path: Path, samples: npt.NDArray[np.float64]) -> None:
    """Write samples in [-1, 1] as 16-bit mono PCM."""
    if np.abs(samples).max() >= 1:
        raise ValueError(f"{path.name} would clip; lower the speakers' level_db")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(np.round(samples * 32767).astype("<i2").tobytes())

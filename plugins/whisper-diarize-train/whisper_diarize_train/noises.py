"""The noises that mixtures are played in: recorded, coloured, hum, babble and music, each of power 1."""

import numpy as np
from numpy.typing import NDArray

from whisper_diarize_train.corpus import Corpus, Split

SAMPLE_RATE = 16000
SYNTHETIC_SECONDS = 30
MIN_SECONDS = 1.5
EVALUATION_STRIDE = 4  # every fourth recorded noise is kept for validation and test
BABBLE_VOICES = 7

Floats = NDArray[np.float32]


def noise_bank(corpus: Corpus, split: Split, rng: np.random.Generator) -> dict[str, tuple[Floats, ...]]:
    """Return kind -> noises of power 1, each (num_samples,); recorded ones differ between training and evaluation.

    Where none was recorded, coloured ones stand for them. Recorded music is added to the made one.
    """
    recorded = [
        corpus.audio(clip)
        for place, clip in enumerate(corpus.noises)
        if (place % EVALUATION_STRIDE == 0) != (split == "train") and clip.num_samples > MIN_SECONDS * SAMPLE_RATE
    ]
    coloured = tuple(_coloured(rng, tilt) for tilt in (0.0, 0.0, -0.5, -1.0, -1.0, -1.5, -2.0))
    return {
        "recorded": tuple(unit_power(noise) for noise in recorded) or coloured,
        "coloured": coloured,
        "hum": tuple(_hum(rng) for _ in range(6)),
        "babble": tuple(_babble(corpus, split, rng) for _ in range(8)),
        "music": music_bank(corpus, rng),
    }


def music_bank(corpus: Corpus, rng: np.random.Generator) -> tuple[Floats, ...]:
    """Return music of power 1: made by rule, then recorded."""
    songs = [corpus.audio(song) for song in corpus.music if song.num_samples > MIN_SECONDS * SAMPLE_RATE]
    return (*(_music(rng) for _ in range(8)), *(unit_power(song) for song in songs))


def cut_noise(noise: Floats, num_samples: int, rng: np.random.Generator) -> Floats:
    """Cut `num_samples` from a random place, going round at the end: (num_samples,)."""
    start = int(rng.integers(len(noise)))
    repeats = -(-(start + num_samples) // len(noise))
    return np.tile(noise, repeats)[start : start + num_samples]


def unit_power(noise: Floats) -> Floats:
    """Return the sound at power 1."""
    return np.asarray(noise / np.sqrt(np.mean(noise**2) + 1e-12), dtype=np.float32)


def _coloured(rng: np.random.Generator, tilt: float) -> Floats:
    """Return noise whose power falls as frequency to the `tilt`."""
    num_samples = SYNTHETIC_SECONDS * SAMPLE_RATE
    spectrum = np.fft.rfft(rng.standard_normal(num_samples))
    hz = np.maximum(np.fft.rfftfreq(num_samples, 1 / SAMPLE_RATE), 20)
    return unit_power(np.fft.irfft(spectrum * hz ** (tilt / 2), num_samples).astype(np.float32))


def _hum(rng: np.random.Generator) -> Floats:
    """Return mains hum: harmonics of 50 or 60 Hz, and some hiss."""
    seconds = np.arange(SYNTHETIC_SECONDS * SAMPLE_RATE) / SAMPLE_RATE
    base_hz = rng.choice([50.0, 60.0])
    hum = 0.05 * rng.standard_normal(len(seconds))
    for harmonic in range(1, 9):
        phase = rng.uniform(0, 2 * np.pi)
        hum += rng.uniform(0, 1) / harmonic * np.sin(2 * np.pi * base_hz * harmonic * seconds + phase)
    return unit_power(hum.astype(np.float32))


def _babble(corpus: Corpus, split: Split, rng: np.random.Generator) -> Floats:
    """Return several voices of one split talking at once."""
    speakers = [clips for voices in corpus.speakers(split).values() for clips in voices.values()]
    num_samples = SYNTHETIC_SECONDS * SAMPLE_RATE
    babble = np.zeros(num_samples, dtype=np.float32)
    for _ in range(BABBLE_VOICES):
        clips = speakers[int(rng.integers(len(speakers)))]
        babble += cut_noise(unit_power(corpus.audio(clips[int(rng.integers(len(clips)))])), num_samples, rng)
    return unit_power(babble)


def _music(rng: np.random.Generator) -> Floats:
    """Return music of a kind: a bass, a chord and a tune in one key, plucked on a steady beat, with a drum."""
    num_samples, beat = SYNTHETIC_SECONDS * SAMPLE_RATE, int(rng.uniform(0.25, 0.6) * SAMPLE_RATE)
    key, scale = rng.uniform(100, 200), np.array([0, 2, 4, 5, 7, 9, 11])
    decay_seconds, harmonics = rng.uniform(0.15, 0.8), int(rng.integers(3, 9))
    seconds = np.arange(2 * beat) / SAMPLE_RATE
    music = np.zeros(num_samples + 2 * beat)
    overtones = np.arange(1, harmonics + 1)
    roots = np.repeat(rng.choice(scale, num_samples // beat // 4 + 1), 4)  # a chord lasts four beats
    for place in range(num_samples // beat):
        root = int(roots[place])
        notes = [root - 12, root, root + 4, root + 7, int(scale[rng.integers(7)]) + 12]
        hz = key * 2 ** (np.array(notes)[:, None] / 12) * overtones
        sound = (np.sin(2 * np.pi * hz[..., None] * seconds) / overtones[:, None]).sum(axis=(0, 1))
        drum = rng.standard_normal(len(seconds)) * np.exp(-seconds / 0.03) * rng.uniform(0, 6)
        music[place * beat : place * beat + 2 * beat] += sound * np.exp(-seconds / decay_seconds) + drum
    return unit_power(music[:num_samples].astype(np.float32))

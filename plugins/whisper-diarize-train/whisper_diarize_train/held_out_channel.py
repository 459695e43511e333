"""The one channel through which a held-out dialogue is heard: room, microphone, noise, telephone, level.

Rooms are Polack's: a decaying tail of noise behind the direct sound, by a reverberation time and each speaker's
distance (Polack 1988, "La transmission de l'energie sonore dans les salles"); the training's are built of image
sources. The telephone is ITU-T G.711's: 8 kHz, eight bits of mu-law.
"""

from dataclasses import dataclass

import numpy as np
import scipy.fft
import scipy.signal
import soxr
from numpy.typing import NDArray

from whisper_diarize_train.corpus import Corpus
from whisper_diarize_train.noises import EVALUATION_STRIDE, MIN_SECONDS, music_bank

SAMPLE_RATE = 16000
FRAME_SAMPLES = 160
TELEPHONE_RATE = 8000
LEVEL_SPREAD_DB = 3.0  # between the speakers
EQUALISER_DB = 3.0
PEAK_DB = (-30.0, -1.0)
TAIL_STARTS_SECONDS = 0.005
MU = 255.0

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Condition:
    """`noise_db`: the noise is so far below the speech, during speech; shares of dialogues; a name.

    `music`: the noise is music, made by rule or the corpus's.
    """

    title: str
    noise_db: tuple[float, float]
    room_share: float = 0.0
    telephone_share: float = 0.0
    music: bool = False


CONDITIONS = {
    "ordinary": Condition("noise 12 to 30 dB below the speech", (12, 30), room_share=0.5, telephone_share=0.15),
    "clean": Condition("clean and dry", (40, 50)),
    "noisy": Condition("noise 5 to 12 dB below the speech", (5, 12), room_share=0.5, telephone_share=0.15),
    "telephone": Condition("telephone", (15, 30), telephone_share=1.0),
    "room": Condition("reverberant room", (20, 30), room_share=1.0),
}


class Channel:
    """Plays dialogues under one condition; noises, but music, are those that training leaves to evaluation."""

    def __init__(self, corpus: Corpus, condition: Condition) -> None:
        self.condition = condition
        kept = [clip for clip in corpus.noises[::EVALUATION_STRIDE] if clip.num_samples > MIN_SECONDS * SAMPLE_RATE]
        music = condition.music
        self.noises = music_bank(corpus, np.random.default_rng(0)) if music else tuple(map(corpus.audio, kept))

    def play(self, tracks: Floats, activity: Mask, rng: np.random.Generator) -> Floats:
        """Mix dry tracks (speakers, num_samples) into one recording: (num_samples,), its peak below 1."""
        in_room, on_telephone = rng.random(2) < (self.condition.room_share, self.condition.telephone_share)
        gains = 10 ** (rng.normal(0, LEVEL_SPREAD_DB, len(tracks)) / 20)
        voices = tracks * gains[:, None].astype(np.float32)
        clean = microphone(reverberate(voices, rng) if in_room else voices.sum(axis=0), rng)
        noise = self._noise(len(clean), rng)
        talking = np.repeat(activity.any(axis=1), FRAME_SAMPLES)
        distance = 10 ** (-rng.uniform(*self.condition.noise_db) / 20)
        noisy = clean + noise * np.sqrt(np.mean(clean[talking] ** 2)) * distance
        heard = telephone(noisy) if on_telephone else noisy
        peak = 10 ** (rng.uniform(*PEAK_DB) / 20)
        return np.asarray(heard * (peak / (np.abs(heard).max() + 1e-9)), dtype=np.float32)

    def _noise(self, num_samples: int, rng: np.random.Generator) -> Floats:
        """Return recorded or coloured noise of power 1."""
        tilt, recorded = rng.uniform(-2, 0), rng.random() < 0.5  # noqa: PLR2004  half of them
        if (recorded or self.condition.music) and self.noises:
            chosen = self.noises[int(rng.integers(len(self.noises)))]
            noise = np.resize(np.roll(chosen, int(rng.integers(len(chosen)))), num_samples)
        else:
            spectrum = scipy.fft.rfft(rng.standard_normal(num_samples, dtype=np.float32))
            noise = scipy.fft.irfft(spectrum * np.maximum(_hertz(num_samples), 20) ** (tilt / 2), num_samples)
        return np.asarray(noise / np.sqrt(np.mean(noise**2) + 1e-12), dtype=np.float32)


def reverberate(tracks: Floats, rng: np.random.Generator) -> Floats:
    """Hear the tracks (speakers, num_samples) in one room, each from its own distance: (num_samples,)."""
    decay_seconds = rng.uniform(0.2, 0.6)
    times = np.arange(round(decay_seconds * SAMPLE_RATE)) / SAMPLE_RATE
    envelope = 10 ** (-3 * times / decay_seconds) * (times > TAIL_STARTS_SECONDS)
    mixed: Floats = tracks.sum(axis=0)
    for track in tracks:
        tail = rng.standard_normal(len(times)) * envelope
        below = 10 ** (-rng.uniform(0, 12) / 20)
        tail *= below / np.sqrt(np.sum(tail**2))
        mixed += scipy.signal.oaconvolve(track, tail.astype(np.float32))[: len(mixed)]
    return mixed


def microphone(samples: Floats, rng: np.random.Generator) -> Floats:
    """Colour the sound: a smooth equaliser, between a low and a high cut-off."""
    hertz = np.maximum(_hertz(len(samples)), 20)
    octaves = np.log2(hertz / 20)
    gains_db = np.interp(octaves, np.linspace(0, octaves[-1], 7), rng.normal(0, EQUALISER_DB, 7))
    low, high = rng.uniform(20, 150), rng.uniform(5500, 12000)
    gains_db -= 10 * np.log10(1 + (low / hertz) ** 4) + 10 * np.log10(1 + (hertz / high) ** 12)
    coloured = scipy.fft.irfft(scipy.fft.rfft(samples) * 10 ** (gains_db / 20), len(samples))
    return np.asarray(coloured, dtype=np.float32)


def telephone(samples: Floats) -> Floats:
    """Send samples at 16 kHz through a telephone and back, 300 to 3400 Hz: (num_samples,)."""
    sections = scipy.signal.butter(4, (300, 3400), "bandpass", fs=TELEPHONE_RATE, output="sos")
    narrow = scipy.signal.sosfilt(sections, soxr.resample(samples, SAMPLE_RATE, TELEPHONE_RATE))
    narrow /= 2 * np.abs(narrow).max() + 1e-9
    squeezed = np.sign(narrow) * np.log1p(MU * np.abs(narrow)) / np.log1p(MU)
    coded = np.round(squeezed * 127) / 127
    decoded = np.sign(coded) * np.expm1(np.abs(coded) * np.log1p(MU)) / MU
    wide = soxr.resample(decoded.astype(np.float32), TELEPHONE_RATE, SAMPLE_RATE)
    return np.asarray(np.pad(wide, (0, max(0, len(samples) - len(wide))))[: len(samples)], dtype=np.float32)


def _hertz(num_samples: int) -> NDArray[np.float64]:
    """Return the frequency of each bin of a spectrum: (num_samples / 2 + 1,)."""
    return scipy.fft.rfftfreq(num_samples, 1 / SAMPLE_RATE)

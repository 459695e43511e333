"""Play several voices through one common recording channel: room, microphone, noise, level."""

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from whisper_diarize_train.codecs import through
from whisper_diarize_train.conditions import Conditions
from whisper_diarize_train.corpus import Corpus, Split
from whisper_diarize_train.noises import cut_noise, noise_bank
from whisper_diarize_train.rooms import Room, draw_room

SAMPLE_RATE = 16000
NUM_ROOMS = 40
ROOM_TAIL_SAMPLES = SAMPLE_RATE // 2
PEAK_DB = (-30.0, -1.0)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The rooms and noises to draw from."""

    rooms: tuple[Room, ...]
    far_rooms: tuple[Room, ...]
    noises: dict[str, tuple[Floats, ...]]


def build_surroundings(corpus: Corpus, split: Split, seed: int) -> Surroundings:
    """Draw rooms and noises; other ones for each split."""
    rng = np.random.default_rng([seed, ("train", "validation", "test").index(split)])
    rooms = tuple(draw_room(rng) for _ in range(NUM_ROOMS))
    far_rooms = tuple(draw_room(rng, far=True) for _ in range(NUM_ROOMS // 2))
    return Surroundings(rooms, far_rooms, noise_bank(corpus, split, rng))


def record(tracks: Floats, conditions: Conditions, around: Surroundings, rng: np.random.Generator) -> Floats:
    """Mix tracks (speakers, num_samples), of dry speech, into one recording: (num_samples,) with peak below 1."""
    num_samples = tracks.shape[1]
    size = scipy.fft.next_fast_len(num_samples + ROOM_TAIL_SAMPLES, real=True)
    gains = 10 ** (rng.normal(0, conditions.level_spread_db, len(tracks)) / 20)
    tracks *= gains[:, None].astype(np.float32)
    separately = len(tracks) > 0 and (conditions.room or conditions.handsets)
    spectra = scipy.fft.rfft(tracks if separately else tracks.sum(axis=0)[None], size)
    if conditions.room and len(tracks):
        rooms = around.far_rooms if conditions.far else around.rooms
        room = rooms[int(rng.integers(len(rooms)))]
        places = rng.choice(len(room.responses), len(tracks), replace=False)
        spectra *= scipy.fft.rfft(np.stack([_padded(room.responses[place], size) for place in places]))
    if conditions.handsets and len(tracks):
        spectra *= np.stack([_microphone(conditions, size, rng) for _ in tracks])
    spectrum = spectra.sum(axis=0) * _microphone(conditions, size, rng)
    clean = scipy.fft.irfft(spectrum, size)[:num_samples]
    noisy = through(conditions.codec, clean + _noise(clean, conditions, around, rng))
    peak = float(np.abs(noisy).max(initial=0.0)) + 1e-9
    return np.asarray(noisy * (10 ** (rng.uniform(*PEAK_DB) / 20) / peak), dtype=np.float32)


def _noise(clean: Floats, conditions: Conditions, around: Surroundings, rng: np.random.Generator) -> Floats:
    """Return noise at the wanted distance below the power of the samples that are not silent."""
    if conditions.snr_db is None:
        return np.zeros_like(clean)
    kinds = around.noises[conditions.noise]
    noise = cut_noise(kinds[int(rng.integers(len(kinds)))], len(clean), rng)
    squares = clean**2
    loud = squares[squares > 1e-3 * squares.max(initial=0.0)]
    power = float(loud.mean()) if len(loud) else 1e-3
    return np.asarray(noise * np.sqrt(power * 10 ** (-conditions.snr_db / 10)), dtype=np.float32)


def _microphone(conditions: Conditions, size: int, rng: np.random.Generator) -> Floats:
    """Return the channel's gain at each bin: a smooth equaliser between a low and a high cut-off: (size / 2 + 1,)."""
    hz = np.geomspace(20, SAMPLE_RATE / 2, 128)
    points = np.linspace(0, 1, 7)
    curve_db = np.interp(np.linspace(0, 1, 128), points, rng.normal(0, conditions.equaliser_db / 2, 7))
    low_hz = rng.uniform(200, 320) if conditions.narrow_band else rng.uniform(20, 120)
    high_hz = rng.uniform(3300, 4000) if conditions.narrow_band else rng.uniform(6500, 20000)
    curve_db -= 10 * np.log10(1 + (low_hz / hz) ** 4) + 10 * np.log10(1 + (hz / high_hz) ** 12)
    bins_hz = scipy.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    return (10 ** (np.interp(bins_hz, hz, curve_db) / 20)).astype(np.float32)


def _padded(response: Floats, size: int) -> Floats:
    padded = np.zeros(size, dtype=np.float32)
    padded[: len(response)] = response
    return padded

"""Conditions of a simulated conversation: drawn from ranges that widen with difficulty."""

from dataclasses import dataclass

import numpy as np

from whisper_diarize_train.codecs import Codec

CLEAN_SHARE = 0.35  # of easy mixtures, however far training has come
DIALOGUE_SHARE = 0.35  # of mixtures like those that the model is scored on, at the end
NOISE_KINDS = ("recorded", "coloured", "hum", "babble", "music")
CODECS: dict[Codec, float] = {"": 0.6, "mulaw": 0.12, "gsm": 0.12, "mp3": 0.08, "vorbis": 0.06, "opus": 0.02}
TELEPHONE = ("mulaw", "gsm")


@dataclass(frozen=True, slots=True)
class Conditions:
    """The manner of talking and the recording.

    `snr_db` None means digital silence between the turns. `far`: the microphone is metres away from everybody, where
    there is a room. `handsets`: each voice has a microphone of its own, as on the telephone.
    """

    num_speakers: int
    turn_seconds: float
    pause_seconds: float
    long_pause_share: float
    overlap_share: float
    backchannel_share: float
    level_spread_db: float
    snr_db: float | None
    noise: str
    room: bool
    equaliser_db: float
    narrow_band: bool
    far: bool = False
    handsets: bool = False
    codec: Codec = ""


def draw_conditions(rng: np.random.Generator, difficulty: float) -> Conditions:
    """Draw easy conditions, or with growing `difficulty` (0 to 1) more often hard ones."""
    kind = rng.random()
    if kind < difficulty * DIALOGUE_SHARE:
        return dialogue_conditions(rng, int(rng.choice([2, 3], p=[0.3, 0.7])))
    return _hard(rng) if kind < difficulty * (1 - CLEAN_SHARE) else _easy(rng, difficulty)


def dialogue_conditions(rng: np.random.Generator, num_speakers: int) -> Conditions:
    """Draw the conditions of a whole conversation: ordinary turns, 12 to 30 dB of noise, half of them in a room."""
    return Conditions(
        num_speakers=num_speakers,
        turn_seconds=rng.uniform(1.8, 4.0),
        pause_seconds=rng.uniform(0.2, 0.6),
        long_pause_share=0.05,
        overlap_share=rng.uniform(0.0, 0.25),
        backchannel_share=rng.uniform(0.0, 0.15),
        level_spread_db=3.0,
        snr_db=rng.uniform(12, 30),
        noise=str(rng.choice(["recorded", "coloured"])),
        room=_chance(rng, 0.5),
        equaliser_db=4.0,
        narrow_band=_chance(rng, 0.15),
    )


def _easy(rng: np.random.Generator, difficulty: float) -> Conditions:
    return Conditions(
        num_speakers=3 if _chance(rng, 0.7 * difficulty) else 2,
        turn_seconds=rng.uniform(0.9, 1.8 + 1.5 * difficulty),
        pause_seconds=rng.uniform(0.1, 0.5),
        long_pause_share=0.05 * difficulty,
        overlap_share=0.15 * difficulty,
        backchannel_share=0.05 * difficulty,
        level_spread_db=1.0,
        snr_db=None if _chance(rng, 0.2) else rng.uniform(30, 65),
        noise="coloured",
        room=False,
        equaliser_db=2.0,
        narrow_band=False,
    )


def _hard(rng: np.random.Generator) -> Conditions:
    codec = _draw_codec(rng)
    return Conditions(
        num_speakers=int(rng.choice([0, 1, 2, 3], p=[0.02, 0.08, 0.35, 0.55])),
        turn_seconds=rng.uniform(0.8, 4.5),
        pause_seconds=rng.uniform(0.05, 0.8),
        long_pause_share=0.1,
        overlap_share=rng.uniform(0, 0.4),
        backchannel_share=rng.uniform(0, 0.3),
        level_spread_db=4.0,
        snr_db=rng.uniform(5, 35),
        noise=str(rng.choice(NOISE_KINDS, p=[0.35, 0.25, 0.15, 0.15, 0.1])),
        room=_chance(rng, 0.6),
        equaliser_db=6.0,
        narrow_band=codec in TELEPHONE or _chance(rng, 0.05),
        far=_chance(rng, 0.3),
        handsets=codec in TELEPHONE and _chance(rng, 0.5),
        codec=codec,
    )


def crop_conditions(rng: np.random.Generator, difficulty: float) -> Conditions:
    """Draw the channel of one training crop of the embedding; `difficulty` adds rooms, noise and codecs."""
    codec = _draw_codec(rng) if _chance(rng, difficulty) else ""
    return Conditions(
        num_speakers=1,
        turn_seconds=0.0,
        pause_seconds=0.0,
        long_pause_share=0.0,
        overlap_share=0.0,
        backchannel_share=0.0,
        level_spread_db=0.0,
        snr_db=rng.uniform(30 - 20 * difficulty, 50),
        noise=str(rng.choice(NOISE_KINDS, p=[0.35, 0.35, 0.15, 0.1, 0.05])),
        room=_chance(rng, 0.5 * difficulty),
        equaliser_db=3.0 + 4.0 * difficulty,
        narrow_band=codec in TELEPHONE,
        far=_chance(rng, 0.2),
        codec=codec,
    )


def _draw_codec(rng: np.random.Generator) -> Codec:
    return list(CODECS)[int(rng.choice(len(CODECS), p=list(CODECS.values())))]


def _chance(rng: np.random.Generator, share: float) -> bool:
    return bool(rng.random() < share)

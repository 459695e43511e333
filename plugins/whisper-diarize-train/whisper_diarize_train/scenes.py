"""Rooms as meetings have them, for a student whose teacher says who talks: quiet, sparse, crowded, and as recorded.

The truth of the simulation counts in ordinary mixtures only. Elsewhere it would teach to hear talk that people do not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from whisper_diarize_train.channel import record
from whisper_diarize_train.conditions import Conditions, draw_conditions
from whisper_diarize_train.corpus import Clip
from whisper_diarize_train.events import add_events
from whisper_diarize_train.noises import unit_power
from whisper_diarize_train.simulator import SET_SHARES, Simulator

SAMPLE_RATE = 16000
SHARES = {"ordinary": 0.50, "quiet": 0.16, "meeting": 0.20, "sparse": 0.06, "recorded": 0.08}
QUIET_PEAK = (0.5, 2.2)  # powers of 10
CLIP_LEVEL, CLIP_SPREAD_DB = 0.05, 4.0

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Scene:
    """A recording and, if known, who talks in it.

    `samples`: (num_samples,); `activity`: (frames of 10 ms, speakers).
    """

    samples: Floats
    activity: Mask | None = None


def draw_scene(
    simulator: Simulator, clips: Mapping[str, list[Clip]], seconds: float, rng: np.random.Generator
) -> Scene:
    """Draw a recording of one of the kinds in `SHARES`. `clips`: set -> the clips of the kind `recorded`."""
    kind = str(rng.choice(list(SHARES), p=list(SHARES.values())))
    if kind == "ordinary":
        mixture = simulator.draw(draw_conditions(rng, 1.0), seconds, rng)
        return Scene(mixture.samples, mixture.activity)
    if kind == "recorded":
        return _recorded(simulator, clips, seconds, rng)
    return {"quiet": _quiet, "meeting": _meeting, "sparse": _sparse}[kind](simulator, seconds, rng)


def _quiet(simulator: Simulator, seconds: float, rng: np.random.Generator) -> Scene:
    """Draw hum and room tone with few faint words, or none, and the sounds that people make all the same."""
    num_speakers = int(rng.choice([0, 1, 2], p=[0.5, 0.3, 0.2]))
    conditions = replace(
        _room(rng),
        num_speakers=num_speakers,
        turn_seconds=rng.uniform(0.5, 2.5),
        pause_seconds=0.8,
        long_pause_share=0.7,
        snr_db=rng.uniform(-3, 20),
        noise=str(rng.choice(["hum", "coloured", "recorded"])),
    )
    mixture = simulator.draw(conditions, seconds, rng)
    per_second = rng.uniform(0.05, 1.0) if rng.random() < 0.7 else 0.0  # noqa: PLR2004
    samples = add_events(mixture.samples, per_second, (-15, 5 if num_speakers else 20), rng)
    return Scene(_near_digital_silence(samples, rng) if rng.random() < 0.3 else samples)  # noqa: PLR2004


def _near_digital_silence(samples: Floats, rng: np.random.Generator) -> Floats:
    """Return the sound as 16 bits keep it where its peak is 3 to 160 of the smallest steps."""
    steps = samples / (np.abs(samples).max(initial=0.0) + 1e-9) * 10 ** rng.uniform(*QUIET_PEAK)
    return np.asarray(np.round(steps) / 32768, dtype=np.float32)


def _meeting(simulator: Simulator, seconds: float, rng: np.random.Generator) -> Scene:
    """Draw short turns of two to four people, unequally loud, who often talk at once."""
    num_speakers = int(rng.choice([2, 3, 4], p=[0.3, 0.4, 0.3]))
    conditions = replace(
        _room(rng),
        num_speakers=num_speakers,
        turn_seconds=rng.uniform(0.6, 3.0),
        pause_seconds=rng.uniform(0.05, 0.5),
        long_pause_share=float(rng.choice([0.05, 0.3])),
        overlap_share=rng.uniform(0.15, 0.65),
        backchannel_share=rng.uniform(0.1, 0.5),
        level_spread_db=rng.uniform(3, 9),
        snr_db=rng.uniform(12, 40),
        noise=str(rng.choice(["hum", "coloured", "recorded", "babble"], p=[0.2, 0.35, 0.35, 0.1])),
    )
    mixture = simulator.draw(conditions, seconds, rng)
    per_second = rng.uniform(0.05, 0.8) if rng.random() < 0.5 else 0.0  # noqa: PLR2004
    samples = add_events(mixture.samples, per_second, (-35, -3), rng)
    return Scene(samples)


def _sparse(simulator: Simulator, seconds: float, rng: np.random.Generator) -> Scene:
    """Draw a word now and then in noise or in digital silence."""
    conditions = replace(
        draw_conditions(rng, 1.0),
        num_speakers=int(rng.choice([1, 2])),
        turn_seconds=rng.uniform(0.5, 2.0),
        long_pause_share=0.9,
        snr_db=None if rng.random() < 0.3 else rng.uniform(5, 40),  # noqa: PLR2004
    )
    mixture = simulator.draw(conditions, seconds, rng)
    per_second = rng.uniform(0.05, 0.5) if rng.random() < 0.3 else 0.0  # noqa: PLR2004
    return Scene(add_events(mixture.samples, per_second, (-30, 0), rng))


def _recorded(simulator: Simulator, clips: Mapping[str, list[Clip]], seconds: float, rng: np.random.Generator) -> Scene:
    """Play whole clips of one set one after another, with the rooms, breaths and noises that are in them."""
    names = sorted(clips)
    shares = np.array([SET_SHARES.get(name, 0.1) for name in names])
    pool = clips[str(rng.choice(names, p=shares / shares.sum()))]
    num_samples = int(seconds * SAMPLE_RATE)
    samples = np.zeros(num_samples, dtype=np.float32)
    start = -int(rng.uniform(0, 2) * SAMPLE_RATE)
    while start < num_samples:
        gain = np.float32(CLIP_LEVEL * 10 ** (rng.normal(0, CLIP_SPREAD_DB) / 20))
        audio = gain * unit_power(simulator.corpus.audio(pool[int(rng.integers(len(pool)))]))
        heard = audio[max(-start, 0) : max(num_samples - start, 0)]
        samples[max(start, 0) : max(start, 0) + len(heard)] += heard
        start += max(len(audio) - int(rng.uniform(-0.3, rng.choice([0.1, 1.0])) * SAMPLE_RATE), SAMPLE_RATE // 2)
    if rng.random() < 0.5:  # noqa: PLR2004
        conditions = replace(draw_conditions(rng, 1.0), level_spread_db=0.0, handsets=False, snr_db=rng.uniform(15, 45))
        samples = record(samples[None], conditions, simulator.around, rng)
    return Scene(samples)


def _room(rng: np.random.Generator) -> Conditions:
    """Draw conditions of a room, near or far, with no telephone or codec in them."""
    return replace(
        draw_conditions(rng, 1.0),
        room=bool(rng.random() < 0.5),  # noqa: PLR2004
        far=bool(rng.random() < 0.5),  # noqa: PLR2004
        narrow_band=False,
        codec="",
        handsets=False,
    )

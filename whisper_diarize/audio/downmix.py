"""From several channels to one.

- One or two channels, and any number of which the file does not say where they belong: the mean.
- Surround sound: weights after ITU-R BS.775-4, annex 4: centre 1, fronts 0.707, surrounds 0.5, no low-frequency
  effects, divided by their sum. Speech in films is in the centre.

Two cases are noticed on the way (`Mixer`):

- The two channels are the same sound with opposite signs (a cable that is wired wrongly): their mean is silence. Such a
  recording is mixed anew: in windows in which they cancel each other, the louder one is taken.
- The channel for low-frequency effects has more than those: a recorder may have put separate microphones into a file
  whose format calls its channels surround sound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .resample import Block

FRONT, SURROUND = 0.5**0.5, 0.5
WEIGHTS = (
    {"FC": 1.0}
    | dict.fromkeys(("FL", "FR", "FLC", "FRC", "WL", "WR", "DL", "DR"), FRONT)
    | dict.fromkeys(("BL", "BR", "BC", "SL", "SR", "TC", "TFL", "TFC", "TFR", "TBL", "TBC", "TBR"), SURROUND)
    | dict.fromkeys(("TSL", "TSR", "SDL", "SDR"), SURROUND)
    | dict.fromkeys(("LFE", "LFE2"), 0.0)
)

PAIR = 2
WINDOW_SECONDS = 0.5
CANCELLING = -0.9
"""Below this correlation of two channels, their mean has less than 5 % of their power (if they are equally loud)."""

MIN_CANCELLED = 0.2
"""The least share of a recording's energy in windows whose channels cancel each other."""

EFFECTS_HZ = 300.0
"""The mean frequency above which a channel is no low-frequency effects; those end at 120 Hz."""

MIN_SHARE_OF_EFFECTS = 0.003
"""The share of the energy from which low-frequency effects count: 25 dB below all together."""

LOUDER = 2.0
"""The second channel is taken instead of the first if it has more than this times its energy (3 dB)."""

FADE_SECONDS = 0.01

Samples = NDArray[Any]  # integers or floats, as the decoder has them


class Sound(NamedTuple):
    """A decoded stretch: `samples` (channels, num_samples) of any numeric type.

    `layout` has the places of the channels in FFmpeg's names (FL, FC, LFE), and is empty if the file does not tell.
    """

    sample_rate: int
    samples: Samples
    layout: tuple[str, ...] = ()


class Mixer:
    """Mixes a recording to one channel, and notes what is lost by that."""

    def __init__(self) -> None:
        self._window = np.zeros(4)
        self._energy = self._cancelled = 0.0
        self._effects = np.zeros(3)  # energy, energy of its slope times rate^2, energy of all channels

    def mix(self, sounds: Iterable[Sound]) -> Iterator[Block]:
        """Yield the recording in one channel, float32, full scale 1."""
        for sound in sounds:
            with np.errstate(invalid="ignore", over="ignore"):  # values that are not finite are reported by `checked`
                if len(sound.samples) == PAIR:
                    self._observe_pair(sound)
                elif "LFE" in sound.layout:
                    self._observe_effects(sound)
                mono = _mixed(sound.samples, weights_of(sound.layout))
            yield Block(sound.sample_rate, mono)
        self._close_window()

    @property
    def cancelled(self) -> bool:
        """True if two channels cancelled each other in much of the recording that was mixed."""
        return bool(self._cancelled > MIN_CANCELLED * self._energy)

    @property
    def left_out(self) -> bool:
        """True if more than effects was left out with the channel for low-frequency effects."""
        energy, slope, everything = self._effects
        audible = energy > MIN_SHARE_OF_EFFECTS * everything
        return bool(audible and slope > (2 * np.pi * EFFECTS_HZ) ** 2 * energy)

    def _observe_pair(self, sound: Sound) -> None:
        first, second = scaled(sound.samples)
        self._window += (first @ first, second @ second, first @ second, len(first) / sound.sample_rate)
        if self._window[3] >= WINDOW_SECONDS:
            self._close_window()

    def _close_window(self) -> None:
        first, second, product, _ = self._window
        if np.isfinite(first + second):
            self._energy += first + second
            self._cancelled += (first + second) * _cancels(first, second, product)
        self._window[:] = 0

    def _observe_effects(self, sound: Sound) -> None:
        samples = scaled(sound.samples)
        effects = samples[sound.layout.index("LFE")]
        slope = np.diff(effects) * sound.sample_rate
        self._effects += (effects @ effects, slope @ slope, np.square(samples).sum())


def weights_of(layout: tuple[str, ...]) -> NDArray[np.float64] | None:
    """Return the weight of each channel; None for the mean."""
    if len(layout) <= PAIR or not all(place in WEIGHTS for place in layout):
        return None
    weights = np.array([WEIGHTS[place] for place in layout])
    return weights / weights.sum() if weights.any() else None


def mixed_without_cancelling(sounds: Iterable[Sound]) -> Iterator[Block]:
    """Yield the mean, and one channel in windows in which two cancel each other."""
    mean = before = np.full(PAIR, 1 / PAIR)
    for sound in _windows(sounds):
        samples, weights = scaled(sound.samples), mean
        if len(samples) != PAIR:
            yield Block(sound.sample_rate, _mixed(sound.samples, weights_of(sound.layout)))
            continue
        first, second, product = samples[0] @ samples[0], samples[1] @ samples[1], samples[0] @ samples[1]
        if _cancels(first, second, product):
            weights = np.eye(PAIR)[int(second > LOUDER * first)] if (before == mean).all() else before
        elif not first + second:
            weights = before
        fade = np.minimum(1, np.arange(samples.shape[1]) / (FADE_SECONDS * sound.sample_rate))
        mono = (before @ samples) * (1 - fade) + (weights @ samples) * fade
        before = weights
        yield Block(sound.sample_rate, mono.astype(np.float32))


def scaled(samples: Samples) -> NDArray[np.float64]:
    """Return samples of any numeric type as floats, full scale 1."""
    values = samples.astype(np.float64)
    if samples.dtype.kind == "f":
        return values
    full_scale = 2.0 ** (8 * samples.dtype.itemsize - 1)
    return values / full_scale - (samples.dtype.kind == "u")  # unsigned: 0 is the lowest value


def _mixed(samples: Samples, weights: NDArray[np.float64] | None) -> NDArray[np.float32]:
    if weights is not None:
        mono: Samples = weights @ samples
    else:
        mono = samples[0] if len(samples) == 1 else samples.mean(axis=0)
    if samples.dtype.kind != "f":
        full_scale = 2.0 ** (8 * samples.dtype.itemsize - 1)
        mono = mono / full_scale - (samples.dtype.kind == "u")
    return np.asarray(mono, np.float32)


def _cancels(first: float, second: float, product: float) -> bool:
    """Tell from their energies and their product whether two channels cancel each other."""
    return bool(product < CANCELLING * np.sqrt(first * second))


def _windows(sounds: Iterable[Sound]) -> Iterator[Sound]:
    """Join short stretches of the same kind to windows."""
    kept: list[Sound] = []
    for sound in sounds:
        if kept and (sound.sample_rate, sound.layout, len(sound.samples), sound.samples.dtype) != (
            *(kept[0].sample_rate, kept[0].layout, len(kept[0].samples), kept[0].samples.dtype),
        ):
            yield _joined(kept)
            kept = []
        kept.append(sound)
        if sum(each.samples.shape[1] for each in kept) >= WINDOW_SECONDS * sound.sample_rate:
            yield _joined(kept)
            kept = []
    if kept:
        yield _joined(kept)


def _joined(sounds: list[Sound]) -> Sound:
    return sounds[0]._replace(samples=np.concatenate([sound.samples for sound in sounds], axis=1))

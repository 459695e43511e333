"""Echo: the sound of one channel that is heard in another, found by sound alone, never by words.

A channel leaks into another if the onsets of its sound come again there, up to 0.4 s later: r(d) = sum a(t) b(t + d), a
and b being the rises of both channels' levels, is far above what it is by chance, at delays that no leak has. How loud,
the lower quartile of the ratio of both powers tells, over the frames in which it is heard: where the other talks as
well, the ratio is higher. A word is echo if

- of the energy above the noise, more than half is explained by the leak: at most 6 dB above it, or half way between the
  leak and the channel's own voice, which leaks back; and
- its envelope is that of the other channel times a factor: the residual of the least squares is below 0.45. Where it
  is not, and where nothing but noise is heard, the words around decide.

The bound of the residual follows a detector that is in use for meetings. The limits were chosen on the calls that
`tests/benchmarks/channels_made.py` makes, and `channels.py` beside it tests them on others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .levels import FRAME_SECONDS, Levels
from .verdict import ACTIVE_DB, FLOOR_DB, SPEECH_PERCENTILE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float32]
    AnyFloats = NDArray[Any]  # of either precision, or marks

MAX_DELAY_SECONDS = 0.4
ONSET_FLOOR_DB = -75.0
CHANCE_SECONDS, CHANCE_STEP = (0.6, 4.0), 7
"""Delays, to either side, at which two channels have onsets in common by chance only; of their frames, every 7th."""
MIN_DEVIATIONS, MIN_PEAK = 6.0, 1.5
"""The onsets of a leak agree by so many standard deviations of chance, and so much better than the best by chance."""
MIN_LEAK_DB = -45.0
"""A channel that leaks into another at once has its onsets too, but what the other says is not heard in it."""
MARGIN_DB = 6.0
MIN_MARGIN_DB = 1.0
"""Nearer than this to each other, a leak and a voice of its own cannot be told apart."""
SMEAR_FRAMES = 3
"""Rooms ring on, and delays lie between frames."""
NOISE_PERCENTILE, NOISE_FACTOR = 10.0, 4.0
MIN_NOISE = 1e-9
"""Frames less than 6 dB above the quietest tenth are noise, and those below -90 dB."""
ABOVE_NOISE = 16.0
"""A channel is heard in frames that are 12 dB above its quietest tenth."""
ECHO_SHARE = 0.5
IN_NOISE = 0.4
"""The share of a word that has no sound above the noise, while another channel talks: nearer to an echo."""
MAX_RESIDUAL = 0.45
MIN_SPAN_SECONDS = 0.1
EDGE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Leak:
    """The sound of channel `source` in channel `target`: how late, in seconds, and how loud, in dB."""

    source: int
    target: int
    delay: float
    decibels: float


class Echoes:
    """The leaks between the channels of a recording, by their places in `levels`, and the spans that are echo."""

    def __init__(self, levels: Levels) -> None:
        powers = levels.powers
        pairs = [(one, other) for one in range(len(powers)) for other in range(len(powers)) if one != other]
        found = [leak for one, other in pairs if (leak := _leak(powers[one], powers[other], one, other)) is not None]
        margins = [_margin(leak, found) for leak in found]
        self.leaks = tuple(leak for leak, margin in zip(found, margins, strict=True) if margin >= MIN_MARGIN_DB)
        kept = [margin for margin in margins if margin >= MIN_MARGIN_DB]
        self._sums = {
            target: _sums(powers, [pair for pair in zip(self.leaks, kept, strict=True) if pair[0].target == target])
            for target in {leak.target for leak in self.leaks}
        }

    def is_echo(self, channel: int, start: float, end: float) -> bool:
        """Tell if the sound of a channel between two times, in seconds, is that of another."""
        return self.own_share(channel, start, end) < ECHO_SHARE

    def own_share(self, channel: int, start: float, end: float) -> float:
        """Return the share of the sound of a channel between two times that is its own.

        Where nothing but noise is heard, or the envelope is not that of the leak, it is at least ECHO_SHARE: in doubt.
        """
        sums = self._sums.get(channel)
        if sums is None:
            return 1.0
        half = max(MIN_SPAN_SECONDS, (end - start) / 2 + EDGE_SECONDS)
        edges = ((start + end) / 2 - half, (start + end) / 2 + half)
        first, stop = (min(sums.shape[1] - 1, max(0, round(time / FRAME_SECONDS))) for time in edges)
        total, own, leaked, product, talk = (sums[:, stop] - sums[:, first]).tolist()
        fits = total * leaked > 0 and 1 - product**2 / (total * leaked) < MAX_RESIDUAL
        if own <= 0 and not fits:
            return IN_NOISE if talk else ECHO_SHARE
        share: float = own / total
        return share if fits else max(share, ECHO_SHARE)


def _leak(source: Values, target: Values, number: int, other: int) -> Leak | None:
    """Find the sound of one channel in another."""
    late = _delay(source, target)
    if late is None:
        return None
    heard = _delayed(_talk(source), late)
    if not heard.any():
        return None
    ratio = float(np.percentile(_decibels(target[heard]) - _decibels(_delayed(source, late)[heard]), 25))
    return Leak(number, other, late * FRAME_SECONDS, ratio) if ratio >= MIN_LEAK_DB else None


def _delay(source: Values, target: Values) -> int | None:
    """Return the frames after which the onsets of one channel come again in another; None if they do not."""
    rises = [np.maximum(np.diff(np.maximum(_decibels(powers), ONSET_FLOOR_DB)), 0) for powers in (source, target)]
    bounds = [min(round(seconds / FRAME_SECONDS), len(source) // 2) for seconds in (MAX_DELAY_SECONDS, *CHANCE_SECONDS)]
    chance_lags = range(bounds[1], bounds[2], CHANCE_STEP)
    if not chance_lags or not all(rise.any() for rise in rises):
        return None
    one, another = (rise - rise.mean() for rise in rises)
    near = _correlations(one, another, range(bounds[0] + 1))
    chance = np.concatenate([_correlations(*pair, chance_lags) for pair in ((one, another), (another, one))])
    late = int(np.argmax(near))
    least = max(chance.mean() + MIN_DEVIATIONS * chance.std(), MIN_PEAK * chance.max())
    return late if near[late] >= max(least, 0.0) else None


def _correlations(one: Values, another: Values, lags: range) -> NDArray[np.float64]:
    """Return the sums of one signal times another that is later by each of `lags`."""
    return np.array([float(one[: len(one) - lag] @ another[lag:]) for lag in lags])


def _talk(powers: Values) -> NDArray[np.bool_]:
    """Tell in which frames a channel is heard: 20 dB below its loud speech, and well above its noise."""
    sounding = powers[powers > 10 ** (FLOOR_DB / 10)]
    speech = np.percentile(sounding, SPEECH_PERCENTILE) if len(sounding) else 0.0
    least = max(speech * 10 ** (-ACTIVE_DB / 10), ABOVE_NOISE * np.percentile(powers, NOISE_PERCENTILE))
    return np.asarray(powers > least)


def _margin(leak: Leak, leaks: list[Leak]) -> float:
    """Return by how many decibels a frame may be above a leak that explains it."""
    back = [one.decibels for one in leaks if (one.source, one.target) == (leak.target, leak.source)]
    return min([MARGIN_DB, *(-(leak.decibels + decibels) / 2 for decibels in back)])


def _sums(powers: Values, leaks: list[tuple[Leak, float]]) -> NDArray[np.float64]:
    """Return running sums over frames: (5, num_frames + 1).

    They are of the power, of the part that no leak explains, of the power of the leaks, of the product of both
    envelopes, and of the frames in which another channel is heard.
    """
    channel = powers[leaks[0][0].target].astype(np.float64)
    noise = _noise(channel)
    leaked, bound, talk = np.zeros(len(channel)), np.full(len(channel), noise), np.zeros(len(channel), bool)
    for leak, margin in leaks:
        late = round(leak.delay / FRAME_SECONDS)
        sound = _delayed(powers[leak.source], late) * 10 ** (leak.decibels / 10)
        leaked += sound
        bound += _smeared(sound) * 10 ** (margin / 10)
        talk |= _delayed(powers[leak.source] > _noise(powers[leak.source]), late)
    sound, leaked = (np.maximum(power - noise, 0.0) for power in (channel, leaked))
    rows = (sound, np.where(sound > bound, sound, 0.0), leaked, np.sqrt(sound * leaked), talk)
    return np.concatenate([np.zeros((len(rows), 1)), np.cumsum(rows, axis=1)], axis=1)


def _noise(powers: AnyFloats) -> float:
    return max(NOISE_FACTOR * float(np.percentile(powers, NOISE_PERCENTILE)), MIN_NOISE)


def _delayed(powers: AnyFloats, frames: int) -> AnyFloats:
    return np.concatenate([np.zeros(frames, powers.dtype), powers[: len(powers) - frames]])


def _smeared(powers: AnyFloats) -> AnyFloats:
    """Return the largest of each frame, those before it that ring on, and the next."""
    padded = np.pad(powers, (SMEAR_FRAMES, 1))
    return np.asarray(np.max([padded[shift : shift + len(powers)] for shift in range(SMEAR_FRAMES + 2)], axis=0))


def _decibels(powers: Values) -> Values:
    return np.asarray(10 * np.log10(np.maximum(powers, 1e-12)), np.float32)

"""Echo: the sound of one channel that is heard in another, found by sound alone, never by words.

A channel leaks into another if the onsets of its sound come again there, up to 0.4 s later: r(d) = sum a(t) b(t + d), a
and b being the rises of both channels' levels. How loud, the lower quartile of the ratio of both powers tells, over the
frames in which it is heard: where the other talks as well, the ratio is higher. A span is echo if

- more than half of its energy is in frames that the leak explains: at most 6 dB above it, or half way between the leak
  and the channel's own voice, which leaks back; and
- its envelope is that of the other channel times a factor: the residual of the least squares is below 0.45.

The windows and the bounds of the residual follow a detector that is in use for meetings; `tests/benchmarks/channels.py`
measures this one.
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
    AnyFloats = NDArray[Any]  # of either precision

MAX_DELAY_SECONDS = 0.4
ONSET_FLOOR_DB = -75.0
MIN_ONSETS = 0.06
"""The normalised correlation of onsets of a leak: 0.11 and more at -30 dB; of clean calls, at most 0.01."""
BY_CHANCE = 1.2
"""Divided by the root of the seconds: the correlation that two people have by chance, at the best of all delays."""
MIN_LEAK_DB = -45.0
"""A channel that leaks into another at once has its onsets too, but what the other says is not heard in it."""
MARGIN_DB = 6.0
MIN_MARGIN_DB = 1.0
"""Nearer than this to each other, a leak and a voice of its own cannot be told apart."""
SMEAR_FRAMES = 3
"""Rooms ring on, and delays lie between frames."""
NOISE_PERCENTILE, NOISE_FACTOR = 10.0, 4.0
"""Frames less than 6 dB above the quietest tenth are noise; but never those 15 dB below the loudest of the leak."""
ECHO_SHARE = 0.5
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
        total, own, leaked, product = sums[:, stop] - sums[:, first]
        if total <= 0:
            return ECHO_SHARE
        residual = 1 - product**2 / (total * leaked) if leaked > 0 else 1.0
        share = float(own / total)
        return max(share, ECHO_SHARE) if residual >= MAX_RESIDUAL else share


def _leak(source: Values, target: Values, number: int, other: int) -> Leak | None:
    """Find the sound of one channel in another."""
    levels = [np.maximum(_decibels(powers), ONSET_FLOOR_DB) for powers in (source, target)]
    rises = [np.maximum(np.diff(level), 0) for level in levels]
    centred = [rise - rise.mean() for rise in rises] if len(source) > 1 else []
    scale = float(np.sqrt(np.prod([rise @ rise for rise in centred]))) if centred else 0.0
    if scale <= 0:
        return None
    longest = min(round(MAX_DELAY_SECONDS / FRAME_SECONDS), len(source) - 2)
    onsets = [float(centred[0][: len(centred[0]) - late] @ centred[1][late:]) / scale for late in range(longest + 1)]
    delay = int(np.argmax(onsets)) if onsets else 0
    if not onsets or onsets[delay] < max(MIN_ONSETS, BY_CHANCE / np.sqrt(len(source) * FRAME_SECONDS)):
        return None
    late = _delayed(source, delay)
    heard = _decibels(late) > np.percentile(levels[0][levels[0] > FLOOR_DB], SPEECH_PERCENTILE) - ACTIVE_DB
    ratio = float(np.percentile(_decibels(target[heard]) - _decibels(late[heard]), 25))
    return Leak(number, other, delay * FRAME_SECONDS, ratio) if ratio >= MIN_LEAK_DB else None


def _margin(leak: Leak, leaks: list[Leak]) -> float:
    """Return by how many decibels a frame may be above a leak that explains it."""
    back = [one.decibels for one in leaks if (one.source, one.target) == (leak.target, leak.source)]
    return min([MARGIN_DB, *(-(leak.decibels + decibels) / 2 for decibels in back)])


def _sums(powers: Values, leaks: list[tuple[Leak, float]]) -> NDArray[np.float64]:
    """Return running sums over frames: power, power of its own, power of the leaks, product of both envelopes."""
    channel = powers[leaks[0][0].target]
    leaked, bound = np.zeros(len(channel)), np.zeros(len(channel))
    for leak, margin in leaks:
        sound = _delayed(powers[leak.source], round(leak.delay / FRAME_SECONDS)) * 10 ** (leak.decibels / 10)
        leaked += sound
        bound += _smeared(sound) * 10 ** (margin / 10)
    noise = min(NOISE_FACTOR * np.percentile(channel, NOISE_PERCENTILE), np.percentile(leaked, SPEECH_PERCENTILE) / 30)
    own, leaked = (np.maximum(sound - noise, 0.0) for sound in (channel.astype(np.float64), leaked))
    rows = (own, np.where(own > bound, own, 0.0), leaked, np.sqrt(own * leaked))
    return np.concatenate([np.zeros((4, 1)), np.cumsum(rows, axis=1)], axis=1)


def _delayed(powers: AnyFloats, frames: int) -> AnyFloats:
    return np.concatenate([np.zeros(frames, powers.dtype), powers[: len(powers) - frames]])


def _smeared(powers: AnyFloats) -> AnyFloats:
    """Return the largest of each frame, those before it that ring on, and the next."""
    padded = np.pad(powers, (SMEAR_FRAMES, 1))
    return np.asarray(np.max([padded[shift : shift + len(powers)] for shift in range(SMEAR_FRAMES + 2)], axis=0))


def _decibels(powers: Values) -> Values:
    return np.asarray(10 * np.log10(np.maximum(powers, 1e-12)), np.float32)

"""The verdict on the channels of a recording: silent ones, those that are the same, and whether the rest are people.

Channels of a call are separate: while one person talks, the channel of the other is quiet. In music, and in a
room with two microphones, both channels carry sound at the same time. Each channel's level is taken from that of its
own speech, so that a quiet line does not matter. docs/channels.md has the figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .levels import FRAME_SECONDS, Levels

if TYPE_CHECKING:
    from numpy.typing import NDArray

SILENT_DB = -60.0
"""Full scale is 0. Below lie the noise of converters and lines."""
MIN_SOUND_SECONDS = 0.2
SAME = 0.95
"""The correlation from which two channels are one sound, which may have another level or the opposite sign."""

ACTIVE_DB = 20.0
"""A frame counts in which a channel is less than this below the level of its speech."""
SPEECH_PERCENTILE = 95.0
FLOOR_DB = -70.0
DOMINANT_DB = 10.0
"""By so much the channel of the one who talks is above all others, each taken from the level of its speech."""
MIN_DOMINATED = 0.6
"""Share of the active frames in which one channel dominates: 0.9 and more in calls, 0.2 in music, 0.5 in a room."""
MIN_SHARE = 0.03
MIN_SECONDS = 2.0
"""Each channel dominates for at least this share of the active frames, and for so long."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Channels by number, from 0 on.

    `silent` have no sound; `same` are those that repeat an earlier one; `separate`: of the others there are two or
    more, and each has a voice of its own.
    """

    silent: tuple[int, ...] = ()
    same: tuple[int, ...] = ()
    separate: bool = False

    def left(self, num_channels: int) -> tuple[int, ...]:
        """Return the channels that have a sound of their own."""
        return tuple(number for number in range(num_channels) if number not in (*self.silent, *self.same))


def judge(levels: Levels) -> Verdict:
    """Judge the channels of a recording."""
    decibels = 10 * np.log10(np.maximum(levels.powers, 1e-12))
    sounding = (decibels > SILENT_DB).sum(axis=1) * FRAME_SECONDS >= MIN_SOUND_SECONDS
    silent = tuple(int(number) for number in np.flatnonzero(~sounding))
    alike = np.abs(levels.correlations) >= SAME
    same = tuple(
        number
        for number in range(levels.num_channels)
        if number not in silent and any(alike[number, other] for other in range(number) if other not in silent)
    )
    left = Verdict(silent, same).left(levels.num_channels)
    return Verdict(silent, same, len(left) > 1 and _are_separate(decibels[list(left)]))


def _are_separate(decibels: NDArray[np.float32]) -> bool:
    """Tell if one channel at a time dominates, and each of them does at times: (channels, num_frames)."""
    speech = [np.percentile(levels[levels > FLOOR_DB], SPEECH_PERCENTILE) for levels in decibels]
    relative = decibels - np.asarray(speech, np.float32)[:, None]
    ordered = np.sort(relative, axis=0)
    dominated = (ordered[-1] > -ACTIVE_DB) & (ordered[-1] - ordered[-2] >= DOMINANT_DB)
    active = int((ordered[-1] > -ACTIVE_DB).sum())
    shares = np.bincount(relative[:, dominated].argmax(axis=0), minlength=len(decibels))
    each = shares.min() >= max(MIN_SHARE * active, MIN_SECONDS / FRAME_SECONDS)
    return bool(each and shares.sum() >= MIN_DOMINATED * active)

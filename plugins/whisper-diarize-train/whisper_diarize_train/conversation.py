"""Plan who talks when: turns, pauses, interruptions and backchannels, never more than two voices at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whisper_diarize_train.conditions import Conditions

FRAMES_PER_SECOND = 100
MAX_AT_ONCE = 2
MIN_TURN_SECONDS, MAX_TURN_SECONDS = 0.4, 8.0
SAME_SPEAKER_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class PlannedTurn:
    """A stretch of one speaker in 10 ms frames; the first one may start before frame 0."""

    speaker: int
    start: int
    num_frames: int


def plan(conditions: Conditions, num_frames: int, rng: np.random.Generator) -> list[PlannedTurn]:
    """Fill `num_frames` of 10 ms with turns of `conditions.num_speakers` speakers."""
    if conditions.num_speakers == 0:
        return []
    busy = np.zeros(num_frames, dtype=np.int64)
    turns: list[PlannedTurn] = []
    speaker = int(rng.integers(conditions.num_speakers))
    start = -_frames(rng.uniform(-0.5, conditions.turn_seconds))
    while start < num_frames:
        length = _turn_frames(conditions, rng)
        _add(turns, busy, PlannedTurn(speaker, start, length))
        if conditions.num_speakers > 1 and rng.random() < conditions.backchannel_share:
            at = start + int(length * rng.uniform(0.2, 0.8))
            other = _next_speaker(speaker, conditions.num_speakers, rng, may_stay=False)
            _add(turns, busy, PlannedTurn(other, at, _frames(rng.uniform(0.3, 0.9))))
        following = _next_speaker(speaker, conditions.num_speakers, rng, may_stay=True)
        start += length + _gap_frames(conditions, length, rng, may_overlap=following != speaker)
        speaker = following
    return turns


def _add(turns: list[PlannedTurn], busy: NDArray[np.int64], turn: PlannedTurn) -> None:
    """Add a turn unless a third voice would talk at once, or the speaker would talk twice."""
    stretch = busy[max(turn.start, 0) : max(turn.start + turn.num_frames, 0)]
    twice = any(
        other.speaker == turn.speaker
        and other.start < turn.start + turn.num_frames
        and turn.start < other.start + other.num_frames
        for other in turns[-4:]
    )
    if len(stretch) and stretch.max() < MAX_AT_ONCE and not twice:
        stretch += 1
        turns.append(turn)


def _turn_frames(conditions: Conditions, rng: np.random.Generator) -> int:
    seconds = conditions.turn_seconds * float(np.exp(0.55 * rng.standard_normal()))
    return _frames(min(max(seconds, MIN_TURN_SECONDS), MAX_TURN_SECONDS))


def _gap_frames(conditions: Conditions, length: int, rng: np.random.Generator, *, may_overlap: bool) -> int:
    kind = rng.random()
    if kind < conditions.overlap_share and may_overlap:
        return -min(_frames(rng.uniform(0.1, 1.8)), int(0.7 * length))
    if kind > 1 - conditions.long_pause_share:
        return _frames(rng.uniform(1.0, 4.0))
    return _frames(min(0.03 + rng.exponential(conditions.pause_seconds), 2.0))


def _next_speaker(speaker: int, num_speakers: int, rng: np.random.Generator, *, may_stay: bool) -> int:
    if num_speakers == 1 or (may_stay and rng.random() < SAME_SPEAKER_SHARE):
        return speaker
    return (speaker + int(rng.integers(1, num_speakers))) % num_speakers


def _frames(seconds: float) -> int:
    return round(seconds * FRAMES_PER_SECOND)

"""The audio tracks of a recording, and those of them that are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.errors import AudioError
from whisper_diarize.records import SampleSource
from whisper_diarize.remarks import remark

BLOCK_SAMPLES = 1 << 18


class Track(NamedTuple):
    """An audio track: `default` if players take it unless told otherwise; `label` has its language and title."""

    default: bool = False
    label: str = ""


def choose(tracks: Sequence[Track], wanted: int | None, source: str) -> list[int]:
    """Return the indexes of the tracks to read: the one `wanted` (from 1 on), or all (0), or the one that players take.

    Players take the first that is marked as default, or else the first.

    Raises:
        AudioError: there is no such track.
    """
    if wanted == 0:
        return list(range(len(tracks)))
    if wanted is not None:
        if wanted > len(tracks):
            number = f"{len(tracks)} audio tracks" if len(tracks) > 1 else "1 audio track"
            raise AudioError(source, f"it has {number}, so --track {wanted} is none of them")
        return [wanted - 1]
    index = next((index for index, track in enumerate(tracks) if track.default), 0)
    if len(tracks) > 1:
        remark(
            source,
            f"it has {len(tracks)} audio tracks: {_listed(tracks)}; number {index + 1} is read "
            "(--track N takes another, --track all mixes them)",
        )
    return [index]


def mean(tracks: Sequence[SampleSource]) -> Iterator[NDArray[np.float32]]:
    """Yield the mean of several tracks, as long as the longest."""
    for start in range(0, max(map(len, tracks)), BLOCK_SAMPLES):
        parts = [np.asarray(track[start : start + BLOCK_SAMPLES], np.float32) for track in tracks]
        mixed = np.zeros(max(map(len, parts)), np.float32)
        for part in parts:
            mixed[: len(part)] += part
        yield mixed / np.float32(len(tracks))


def _listed(tracks: Sequence[Track]) -> str:
    return ", ".join(
        f"{number} ({track.label})" if track.label else f"{number}" for number, track in enumerate(tracks, 1)
    )

"""One conversation of several recordings: each is a channel, at its place in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.channels import offset_seconds
from whisper_diarize.errors import AudioError
from whisper_diarize.records import Audio, SampleSource
from whisper_diarize.remarks import remark

from .split import of_channels

Offsets = Literal["start", "sound"] | tuple[float, ...]


class Late:
    """Samples that begin so many zeros later."""

    def __init__(self, samples: SampleSource, zeros: int) -> None:
        self._samples, self._zeros = samples, zeros

    def __len__(self) -> int:
        return self._zeros + len(self._samples)

    def __getitem__(self, index: slice, /) -> NDArray[np.float32]:
        start, stop, step = index.indices(len(self))
        part = np.zeros(max(0, stop - start), np.float32)
        first = max(start, self._zeros)
        if first < stop:
            part[first - start :] = self._samples[first - self._zeros : stop - self._zeros]
        return part[::step]


def together(parts: Sequence[Audio], offsets: Offsets, source: str, name: str) -> Audio:
    """Return recordings as the channels of one; `offsets` are their beginnings in seconds.

    `start`: all begin together. `sound`: they are found by the sound that all have in common, from the first on.

    Raises:
        AudioError: one has no sound in common with the first.
    """
    rate = parts[0].sample_rate
    begins = list(offsets) if not isinstance(offsets, str) else [0.0] * len(parts)
    if offsets == "sound":
        begins = [0.0, *(_begin(parts[0], other) for other in parts[1:])]
        listed = ", ".join(
            f"{part.source} {begin - min(begins):.2f} s" for part, begin in zip(parts, begins, strict=True)
        )
        remark(source, f"begins, by sound: {listed}")
    zeros = [round((begin - min(begins)) * rate) for begin in begins]
    late = {number: Late(part.samples, zeros[number]) for number, part in enumerate(parts)}
    return of_channels(replace(parts[0], source=source, name=name), late, [part.name for part in parts])


def _begin(first: Audio, other: Audio) -> float:
    found = offset_seconds(first.samples, other.samples, first.sample_rate)
    if found is None:
        raise AudioError(
            other.source,
            f"it has no sound in common with {first.source} that would tell when it begins; say it: "
            "--track-offsets 0,2.5 (seconds, one for each recording)",
        )
    return found

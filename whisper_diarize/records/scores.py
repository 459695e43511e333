"""Scores of each speaker, frame by frame, also where the diarizer decides that the speaker is silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from .arrays import same_arrays
from .span import Span

if TYPE_CHECKING:  # the commands' help need not wait for NumPy
    import numpy as np
    from numpy.typing import NDArray

FULL_SCORE = 255


class Stretch(NamedTuple):
    """The scores of one speaker in frames that follow each other: (frames,) uint8, from the frame `first` on."""

    first: int
    values: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class SpeakerScores:
    """By speaker, the stretches with any score, in order of time: none overlaps another, and none is empty.

    0 is silence, FULL_SCORE certain speech. The middle of frame n is at `start + n * step` seconds. Scores are equal if
    all of this is.
    """

    step: float
    start: float
    stretches: Mapping[str, Sequence[Stretch]] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SpeakerScores):
            return NotImplemented
        return (
            (self.step, self.start) == (other.step, other.start)
            and self.stretches.keys() == other.stretches.keys()
            and all(_same(stretches, other.stretches[speaker]) for speaker, stretches in self.stretches.items())
        )

    def __hash__(self) -> int:
        return hash((self.step, self.start, *self.stretches))

    def with_labels(self, labels: Mapping[str, str]) -> SpeakerScores:
        """Return the scores of speakers who have other labels."""
        return replace(self, stretches={labels.get(label, label): found for label, found in self.stretches.items()})

    def during(self, spans: Sequence[Span], margin: float = 0.0) -> list[dict[str, float]]:
        """Return for each span the mean scores, from 0 to 1, of the speakers heard in it or `margin` seconds around.

        Costs as much as there are frames and spans, for each speaker.
        """
        import numpy as np  # noqa: PLC0415  scores are arrays: it is loaded

        edges = np.array([(span.start - margin, span.end + margin) for span in spans]).reshape(len(spans), 2)
        firsts, lasts = np.ceil((edges.T - self.start) / self.step).astype(np.intp)
        lasts = np.maximum(lasts, firsts + 1)
        found: list[dict[str, float]] = [{} for _ in spans]
        for speaker, stretches in self.stretches.items():
            sums = _sums(stretches, firsts, lasts)
            heard = np.flatnonzero(sums)
            means = sums[heard] / (FULL_SCORE * (lasts - firsts)[heard])
            for index, mean in zip(heard.tolist(), means.tolist(), strict=True):
                found[index][speaker] = mean
        return found


def _same(one: Sequence[Stretch], other: Sequence[Stretch]) -> bool:
    return len(one) == len(other) and all(
        ours.first == theirs.first and same_arrays(ours.values, theirs.values)
        for ours, theirs in zip(one, other, strict=True)
    )


def _sums(stretches: Sequence[Stretch], firsts: NDArray[np.intp], lasts: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return the sums of a speaker's scores from the frames `firsts` to before `lasts`: (spans,)."""
    import numpy as np  # noqa: PLC0415  see above

    begins = np.array([stretch.first for stretch in stretches], dtype=np.intp)
    lengths = np.array([len(stretch.values) for stretch in stretches], dtype=np.intp)
    offsets = np.cumsum(lengths) - lengths
    values = np.concatenate([stretch.values for stretch in stretches])
    totals = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(values, dtype=np.int64)])

    def before(frames: NDArray[np.intp]) -> NDArray[np.int64]:
        place = np.maximum(np.searchsorted(begins, frames, side="right") - 1, 0)
        sums: NDArray[np.int64] = totals[offsets[place] + np.clip(frames - begins[place], 0, lengths[place])]
        return sums

    return before(lasts) - before(firsts)

"""Scores of plain arrays: local diarization error rate and equal error rate."""

from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ErrorCounts:
    """Frames in error, over frames of reference speech."""

    speech: int = 0
    missed: int = 0
    false_alarm: int = 0
    confusion: int = 0

    def __add__(self, other: "ErrorCounts") -> "ErrorCounts":
        """Add counts, so that rates are never averaged."""
        return ErrorCounts(
            self.speech + other.speech,
            self.missed + other.missed,
            self.false_alarm + other.false_alarm,
            self.confusion + other.confusion,
        )

    @property
    def rate(self) -> float:
        """Return the diarization error rate."""
        return (self.missed + self.false_alarm + self.confusion) / max(self.speech, 1)


def local_errors(reference: Mask, hypothesis: Mask) -> ErrorCounts:
    """Compare two activities (frames, speakers) of the same width under the best order of speakers."""
    orders = permutations(range(reference.shape[1]))
    return min((_errors(reference, hypothesis[:, list(order)]) for order in orders), key=lambda counts: counts.rate)


def _errors(reference: Mask, hypothesis: Mask) -> ErrorCounts:
    wanted, given = reference.sum(axis=1), hypothesis.sum(axis=1)
    right = (reference & hypothesis).sum(axis=1)
    return ErrorCounts(
        speech=int(wanted.sum()),
        missed=int(np.maximum(wanted - given, 0).sum()),
        false_alarm=int(np.maximum(given - wanted, 0).sum()),
        confusion=int((np.minimum(wanted, given) - right).sum()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """All pairs of crops, the least alike by cosine first. `same`: (pairs,); `speakers`: (pairs, 2)."""

    same: Mask
    speakers: NDArray[np.int64]

    @classmethod
    def of(cls, embeddings: NDArray[np.float32], speakers: NDArray[np.int64]) -> "Pairs":
        """Pair crops: embeddings (crops, dim), speakers (crops,)."""
        unit = embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)
        both = np.stack(np.triu_indices(len(unit), k=1), axis=1)
        in_order = both[np.argsort((unit @ unit.T)[both[:, 0], both[:, 1]])]
        paired = speakers[in_order]
        return cls(paired[:, 0] == paired[:, 1], paired)

    def error_rate(self, times: NDArray[np.int64] | None = None) -> float:
        """Return the rate at which as many pairs are wrongly joined as wrongly split.

        `times`: how often each speaker counts, (speakers,), as a bootstrap draws them; once without.
        """
        first, second = self.speakers.T
        weights = np.ones(len(first)) if times is None else times[first] * np.where(self.same, 1, times[second])
        split = np.cumsum(weights * self.same) / max(float(weights[self.same].sum()), 1.0)
        joined = 1 - np.cumsum(weights * ~self.same) / max(float(weights[~self.same].sum()), 1.0)
        crossing = int(np.argmin(np.abs(split - joined)))
        return float((split[crossing] + joined[crossing]) / 2)


def equal_error_rate(embeddings: NDArray[np.float32], speakers: NDArray[np.int64]) -> float:
    """Return the equal error rate of all pairs: embeddings (crops, dim), speakers (crops,), scored by cosine."""
    return Pairs.of(embeddings, speakers).error_rate()

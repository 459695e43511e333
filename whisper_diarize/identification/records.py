"""Values of the library: a person, and what is kept of a voice. Never sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Exemplar:
    """A person's voice in one recording.

    `vector`: (dim,) float32 of unit length, the mean over the person's clean speech, made by the network with the
    fingerprint `model`. `seconds` and `turns` count that speech. `recording` is a checksum of the samples, `added` the
    day (ISO 8601), and `consent` tells how the person agreed. One that is `quarantined` contradicts the person's
    others, and is not compared with anyone until another recording agrees with it.
    """

    vector: Vector
    seconds: float
    turns: int
    recording: str
    model: str
    added: str
    consent: str
    quarantined: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """A person of the library, and their exemplars, the oldest first."""

    name: str
    exemplars: tuple[Exemplar, ...] = ()

    def usable(self, model: str) -> tuple[Exemplar, ...]:
        """Return the exemplars of one model that may be compared."""
        return tuple(one for one in self.exemplars if one.model == model and not one.quarantined)


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """A speaker of one recording: the vector, and the seconds and turns of clean speech."""

    label: str
    vector: Vector
    seconds: float
    turns: int


def unit(vector: Sequence[float] | NDArray[np.floating]) -> Vector:
    """Return a vector at length 1; zeros stay.

    >>> unit([3.0, 4.0]).tolist() == np.float32([0.6, 0.8]).tolist()
    True
    """
    given = np.asarray(vector, dtype=np.float64)
    length = float(np.linalg.norm(given))
    return np.asarray(given / length if length > 0 else given, dtype=np.float32)

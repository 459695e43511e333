"""Output of a diarizer's networks, before speakers are told apart: it can be joined, kept and read again.

Provisional: as long as our own diarizer is the only one that has it, its fields may change in any version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the commands' help need not wait for NumPy
    import numpy as np
    from numpy.typing import NDArray


# Any: arrays of each type
def _empty(*shape: int, dtype: str) -> Callable[[], NDArray[Any]]:
    def make() -> NDArray[Any]:
        import numpy as np  # noqa: PLC0415  see above

        return np.zeros(shape, dtype)

    return make


@dataclass(frozen=True, slots=True, eq=False)
class Inference:
    """Decisions and voices of windows that follow each other; of none by default.

    Attributes:
        decisions: (windows, ceil(frames / 8), speakers) uint8, the local speakers that talk, eight frames a byte.
        num_frames: (windows,) int32, the frames of each window.
        probabilities: (windows, frames, speakers) float32; None if the network decides without.
        voices: (voices, 2) int32, the window, counted from the recording's beginning, and the local speaker of each.
        vectors: (voices, dim) float32, the embedding of each voice.
        instants: (instants, 2) int32, for each instant at which the voice was embedded the window that it falls to, and
            its number, counted from the recording's beginning.
        instant_vectors: (instants, dim) float16, unit vectors.
        powers: (frames of 10 ms,) float32, the mean square of the whole recording's samples; None in parts of it.

    Raises:
        ValueError: arrays that belong together have different lengths.
    """

    decisions: NDArray[np.uint8] = field(default_factory=_empty(0, 0, 0, dtype="uint8"))
    num_frames: NDArray[np.int32] = field(default_factory=_empty(0, dtype="int32"))
    probabilities: NDArray[np.float32] | None = None
    voices: NDArray[np.int32] = field(default_factory=_empty(0, 2, dtype="int32"))
    vectors: NDArray[np.float32] = field(default_factory=_empty(0, 0, dtype="float32"))
    instants: NDArray[np.int32] = field(default_factory=_empty(0, 2, dtype="int32"))
    instant_vectors: NDArray[np.float16] = field(default_factory=_empty(0, 0, dtype="float16"))
    powers: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        windows, voices = {len(self.decisions), len(self.num_frames)}, {len(self.voices), len(self.vectors)}
        if self.probabilities is not None:
            windows.add(len(self.probabilities))
        instants = {len(self.instants), len(self.instant_vectors)}
        for name, lengths in (("windows", windows), ("voices", voices), ("instants", instants)):
            if len(lengths) > 1:
                raise ValueError(f"arrays of {' and '.join(map(str, sorted(lengths)))} {name} do not belong together")

    @property
    def num_windows(self) -> int:
        """Number of windows."""
        return len(self.num_frames)

    @classmethod
    def join(cls, parts: Sequence[Inference]) -> Inference:
        """Join parts that follow each other."""
        import numpy as np  # noqa: PLC0415  see above

        arrays = [part.to_arrays() for part in parts]
        names = dict.fromkeys(name for part in arrays for name in part)
        return cls(**{name: np.concatenate([part[name] for part in arrays if name in part]) for name in names})

    def part(self, windows: range) -> Inference:
        """Return the part of some windows that follow each other, without `powers`."""
        some = slice(windows.start, windows.stop)
        chosen, near = (
            (of_window >= windows.start) & (of_window < windows.stop)
            for of_window in (self.voices[:, 0], self.instants[:, 0])
        )
        return Inference(
            self.decisions[some],
            self.num_frames[some],
            None if self.probabilities is None else self.probabilities[some],
            self.voices[chosen],
            self.vectors[chosen],
            self.instants[near],
            self.instant_vectors[near],
        )

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays by name, without those that are None or empty."""
        named = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: array for name, array in named if array is not None and len(array)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Inference:
        """Make the inference from the arrays of `to_arrays`.

        Raises:
            ValueError: a name is unknown, or arrays that belong together have different lengths.
        """
        unknown = arrays.keys() - {each.name for each in fields(cls)}
        if unknown:
            raise ValueError(f"an inference has no {', '.join(sorted(unknown))}")
        return cls(**arrays)

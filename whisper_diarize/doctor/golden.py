"""Recorded activations: the output of every stage for an input, in a .npz file.

`samples` is audio at 16 kHz, int16 or float32, (num_samples,) or (batch, num_samples); `masks`, for an embedding, is
(batch, speakers, frames) of 0 and 1. Every other array is named like the stage that it comes from, and laid out as
ours are: (batch, time, channels). To keep a file small, NAME may hold every NAME/step-th value of the flattened array
only, whose shape is then in NAME/shape.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.errors import OptionError

SAMPLES, MASKS = "samples", "masks"
INPUTS = (SAMPLES, MASKS)
SHAPE, STEP = "/shape", "/step"
INT16_SCALE = 32768.0
MIN_SAMPLES = 1600  # 0.1 s: less is no window, and the networks need some

Floats = NDArray[np.float32]
Array = NDArray[Any]  # Any: of the type that the file has it in


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """Output of a stage: an array of shape `shape`, or, flattened, every `step`-th value of it."""

    values: Array
    shape: tuple[int, ...]
    step: int = 1

    def pick(self, array: Array) -> Array:
        """Return those values of an array of the recorded shape that were recorded."""
        return array.ravel()[:: self.step]

    def full(self) -> Array | None:
        """Return the whole array, if all of it was recorded."""
        return self.values.reshape(self.shape) if self.step == 1 else None


@dataclass(frozen=True, slots=True, eq=False)
class Golden:
    """An input, the outputs of stages for it, and notes, by name."""

    source: str
    stages: Mapping[str, Recorded]
    inputs: Mapping[str, Array]
    notes: Mapping[str, Array]

    @property
    def samples(self) -> Floats:
        """The audio: (batch, num_samples) in [-1, 1].

        Raises:
            OptionError: there is none, or too little.
        """
        samples = np.atleast_2d(self._input(SAMPLES, "the audio that the activations belong to"))
        sound = samples.dtype == np.int16 or samples.dtype.kind == "f"
        if not sound or samples.ndim > 2 or samples.shape[1] < MIN_SAMPLES:  # noqa: PLR2004
            raise OptionError(
                f"{self.source}: 'samples' must be (num_samples,) or (batch, num_samples), at least {MIN_SAMPLES}, "
                f"of int16 or float32; they are {samples.shape} of {samples.dtype}"
            )
        return (samples / (INT16_SCALE if samples.dtype == np.int16 else 1.0)).astype(np.float32)

    @property
    def masks(self) -> Floats:
        """Masks of the speakers: (batch, speakers, frames) of 0 and 1.

        Raises:
            OptionError: there are none, or of another shape.
        """
        masks = self._input(MASKS, "who talks when, by which an embedding pools")
        if masks.ndim != 3 or len(masks) != len(self.samples):  # noqa: PLR2004
            raise OptionError(f"{self.source}: 'masks' must be (batch, speakers, frames); they are {masks.shape}")
        return masks.astype(np.float32)

    def array(self, name: str) -> Array:
        """Return the whole array of a stage.

        Raises:
            OptionError: it is not there, or only a part of it.
        """
        whole = self.stages[name].full() if name in self.stages else None
        if whole is None:
            raise OptionError(f"{self.source}: there is no '{name}', or only a part of it")
        return whole

    def _input(self, name: str, meaning: str) -> Array:
        if name not in self.inputs:
            raise OptionError(f"{self.source}: there is no array '{name}' ({meaning}); record it with the activations")
        return self.inputs[name]


def read_golden(path: str | Path) -> Golden:
    """Read a .npz file; no code in it is run.

    Raises:
        OptionError: it cannot be read, or is not what the module's description says.
    """
    arrays = _arrays(Path(path))
    stages = {name: _recorded(path, name, arrays) for name in arrays if "/" not in name and name not in INPUTS}
    inputs = {name: array for name, array in arrays.items() if name in INPUTS}
    notes = {name: array for name, array in arrays.items() if "/" in name}
    return Golden(str(path), stages, inputs, notes)


def _arrays(path: Path) -> dict[str, Array]:
    try:
        with path.open("rb") as stream:
            file = np.load(stream, allow_pickle=False)
            if not isinstance(file, np.lib.npyio.NpzFile):
                raise OptionError(f"{path}: not a .npz file of arrays, but one array without a name")
            return dict(file)
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile) as exc:  # ValueError: pickled objects
        raise OptionError(f"{path}: not a .npz file of arrays: {exc}") from exc


def _recorded(path: str | Path, name: str, arrays: Mapping[str, Array]) -> Recorded:
    values = arrays[name]
    if name + STEP not in arrays:
        return Recorded(values, values.shape)
    try:
        recorded = Recorded(values, tuple(arrays[name + SHAPE].tolist()), int(arrays[name + STEP]))
        fits = recorded.step > 0 and len(values) == -(-np.prod(recorded.shape) // recorded.step)
    except (KeyError, TypeError, ValueError) as exc:
        raise OptionError(f"{path}: '{name}{SHAPE}' or '{name}{STEP}' is not there, or not of whole numbers") from exc
    if not fits:
        raise OptionError(f"{path}: '{name}' has {len(values)} values, which its shape and step do not give")
    return recorded

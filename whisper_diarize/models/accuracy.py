"""Measured accuracy of a model: the file `accuracy.json` beside its weights.

`tests/benchmarks/accuracy.py --write` measures and writes it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from whisper_diarize.errors import ModelError
from whisper_diarize.weights import first_line

from .config import read_text
from .files import ModelFiles
from .model import fingerprint

FILE = "accuracy.json"
MAX_BYTES = 2**20
MAX_FIGURE = 1e9

Part = TypeVar("Part")
FOUND, GIVEN = "found", "given"
REAL, REAL_GIVEN = "pyannote's segmentation", "pyannote's segmentation, given"
ONE, EVERYWHERE = "one speaker", "one speaker everywhere"
CONVERSATIONS = "real conversations"  # a title that begins so is of a folder of them
PAUSE = 0.5  # seconds: up to here people who annotate take a speaker's turn for one, or do not


@dataclass(frozen=True, slots=True)
class Answer:
    """Error rates of one way to answer on some recordings: in %, but `right` (recordings) and `off_by` (speakers).

    `interval`: what holds 95 % of bootstrap samples of the recordings; None where there are too few. `bridged`: DER
    with each speaker's pauses up to PAUSE filled, in the reference and in the answer; None of guesses.
    """

    der: float
    interval: tuple[float, float] | None
    missed: float
    false_alarm: float
    confused: float
    right: int
    off_by: float
    bridged: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Recordings of one kind, and each answer to them by its name."""

    title: str
    recordings: int
    minutes: float
    answers: dict[str, Answer]


@dataclass(frozen=True, slots=True)
class Voices:
    """The equal error rate, in %, of voice vectors of 3 s of one set's speakers, and its interval over them."""

    set: str
    speakers: int
    rate: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Words:
    """The share of an engine's words, in %, that the wrong person is given (WDER)."""

    recording: str
    engine: str
    paired: int
    rate: float


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Measurements of the model with these `weights` (see `fingerprint`) and these `settings`."""

    weights: str
    settings: dict[str, Any]  # Any: values of JSON
    mode: str
    seed: int
    rows: tuple[Row, ...]
    voices: tuple[Voices, ...] = ()
    words: tuple[Words, ...] = ()

    def is_of(self, files: ModelFiles) -> bool:
        """Compare a model with the weights and the settings that were measured."""
        return (self.weights, self.settings) == (fingerprint(files), settings(files))


def settings(files: ModelFiles) -> dict[str, Any]:
    """Return the settings that affect results beside the weights: the configuration, and a checksum of the PLDA."""
    labels = ("name", "licence", "authors")
    used = {name: value for name, value in dataclasses.asdict(files.config).items() if name not in labels}
    if files.config.has_own_embedding:
        del used["embedding_architecture"]  # the weights tell
    plda = hashlib.sha256(b"".join(path.read_bytes() for path in files.plda)).hexdigest() if files.plda else None
    return used | {"plda": plda}


def read_accuracy(files: ModelFiles) -> Accuracy | None:
    """Read the measured accuracy of a model; None if there is none. `is_of` says if it still holds.

    Raises:
        ModelError: the file is not one that `write_accuracy` wrote.
    """
    path = _path(files)
    if not path.is_file():
        return None
    try:
        values = json.loads(read_text(path, MAX_BYTES))
        rows = tuple(_made(Row, row | {"answers": _answers(row["answers"])}) for row in values["rows"])
        voices = tuple(_made(Voices, item | {"interval": tuple(item["interval"])}) for item in values["voices"])
        words = tuple(_made(Words, item) for item in values["words"])
        return _made(Accuracy, values | {"rows": rows, "voices": voices, "words": words})
    except Exception as exc:  # whatever a file of strangers makes of its reader
        raise ModelError(
            f"{path}: the figures cannot be read; measure them anew, or remove the file ({first_line(exc)})"
        ) from exc


def write_accuracy(accuracy: Accuracy, files: ModelFiles) -> Path:
    """Write the file beside a model's weights; return which it is."""
    path = _path(files)
    path.write_text(json.dumps(dataclasses.asdict(accuracy), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _path(files: ModelFiles) -> Path:
    return files.embedding.parent / FILE


def _answers(values: dict[str, dict[str, Any]]) -> dict[str, Answer]:
    return {
        name: _made(Answer, value | {"interval": None if value["interval"] is None else tuple(value["interval"])})
        for name, value in values.items()
    }


def _made(kind: type[Part], values: dict[str, Any]) -> Part:
    """Make a part of fields that have the types of its class.

    Raises:
        TypeError: one has not.
    """
    for name, hint in get_type_hints(kind).items():
        if name in values and not _fits(values[name], hint):
            raise TypeError(f"{name} of {kind.__name__} is of another type")
    return kind(**values)


def _fits(value: object, hint: Any) -> bool:
    """Tell if a value is of a type: numbers are finite, and of tuples each item is looked at."""
    kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    for kind in kinds:
        origin, inner = get_origin(kind) or kind, get_args(kind)
        if origin is tuple and isinstance(value, tuple):
            return (Ellipsis in inner or len(value) == len(inner)) and all(_fits(item, inner[0]) for item in value)
        if origin is float and isinstance(value, int | float) and not isinstance(value, bool):
            return -MAX_FIGURE < value < MAX_FIGURE
        if isinstance(value, origin) and isinstance(value, bool) == (origin is bool):
            return True
    return False

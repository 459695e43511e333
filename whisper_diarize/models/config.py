"""Configuration of a model: the file `config.json` beside its weights."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whisper_diarize.catalogue import OWN_ARCHITECTURES
from whisper_diarize.errors import ModelError
from whisper_diarize.weights import MAX_SECONDS, MAX_SPEAKERS, brief, reading

MAX_BYTES = 2**16  # of a description; those that are known have less than a thousand
MAX_CHARACTERS = 500  # of a text in it
STEP = 0.1  # of a window's duration; pyannote.audio's segmentation_step


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Settings with which the two networks are used together.

    `duration` and `step` are the window's length and the distance between windows, in seconds. `max_speakers_per_frame`
    None means that the classes of the segmentation are the speakers themselves (multilabel), active above `threshold`;
    else they are sets of at most that many speakers (powerset). `clustering_threshold` is the Euclidean distance
    between unit vectors at which voices are no longer the same. `constrained` lets no two speakers of a window be the
    same person. `clustering` is `ahc`, or `vbx`, which needs a PLDA and has the factors `fa` and `fb`, or `ward`,
    which prices a speaker at `speaker_penalty`.
    `voice_weight`, of the voice that is heard at an instant, lets fast mode decide again who talks there
    (`diarization.resegment`); 0 leaves it at what the windows say.
    `exclude_overlap` knows a voice by what it says alone, if that is enough.
    Pauses below `min_duration_off` seconds are filled. `embedding_architecture` is `resnet`, `campplus`, or one that a
    plugin registers; without it, the file of the embedding says which of ours it is.
    """

    name: str
    clustering_threshold: float
    licence: str = ""
    duration: float = 10.0
    step: float = 1.0
    max_speakers_per_chunk: int = 3
    max_speakers_per_frame: int | None = 2
    threshold: float = 0.5
    min_cluster_size: int = 12
    constrained: bool = False
    clustering: str = "ahc"
    fa: float = 0.07  # speaker-diarization-community-1 config.yaml
    fb: float = 0.8
    speaker_penalty: float = 0.02
    voice_weight: float = 0.0
    exclude_overlap: bool = True
    min_duration_off: float = 0.0
    authors: str = ""
    embedding_architecture: str = ""

    @property
    def has_own_embedding(self) -> bool:
        """True if the embedding is a network of ours, not of a plugin."""
        return self.embedding_architecture in ("", *OWN_ARCHITECTURES)


def read_config(path: Path) -> ModelConfig:
    """Read a `config.json`; keys that we do not know (how the model was trained) are left alone.

    Raises:
        ModelError: it is not there, is not JSON, or a value is missing or of the wrong kind.
    """
    return make_config(path, read_values(path))


def read_text(path: Path, most: int = MAX_BYTES) -> str:
    """Read a description as text.

    Raises:
        ValueError: it has more than `most` bytes.
    """
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"it has more than {most >> 10} KiB")
    return data.decode()


# Any: a value of JSON
def read_values(path: Path) -> dict[str, Any]:
    """Read the fields that a `config.json` states.

    Raises:
        ModelError: it is not there, or is not a JSON object.
    """
    with reading(path, "the model's description"):
        values = json.loads(read_text(path))
    if not isinstance(values, dict):
        raise ModelError(f"{path}: the model's description must be a JSON object")
    return {field.name: values[field.name] for field in dataclasses.fields(ModelConfig) if field.name in values}


def make_config(path: Path, values: dict[str, Any]) -> ModelConfig:
    """Make a description of fields that were read from a file.

    Raises:
        ModelError: one is missing, or of the wrong kind.
    """
    fields = dataclasses.fields(ModelConfig)
    missing = [field.name for field in fields if field.default is dataclasses.MISSING and field.name not in values]
    if missing:
        raise ModelError(f"{path}: the model's description lacks {', '.join(missing)}")
    return ModelConfig(**{name: _checked(path, name, value) for name, value in values.items()})


def refuse_unknown(path: Path, values: Mapping[str, Any]) -> None:
    """Check that a description has no fields but ours.

    Raises:
        ModelError: it has others.
    """
    for name in values.keys() - _ALLOWED.keys():
        raise ModelError(f"{path}: the model's description has no {brief(name)}; it has: {', '.join(_ALLOWED)}")


def _checked(path: Path, name: str, value: Any) -> Any:
    """Return a value that fits its field."""
    kinds, above, below = _ALLOWED[name]
    fits = isinstance(value, kinds) and isinstance(value, bool) == (kinds == (bool,))
    fits = fits and (not isinstance(value, str) or len(value) <= MAX_CHARACTERS)
    if not fits or (isinstance(value, int | float) and not above < value <= below):
        raise ModelError(f"{path}: {name} cannot be {brief(value)}")
    if name == "clustering" and value not in CLUSTERINGS:
        raise ModelError(f"{path}: there is no clustering {brief(value)}; there is: {', '.join(CLUSTERINGS)}")
    return value


JUST_BELOW_0, JUST_BELOW_1 = -5e-324, math.nextafter(1.0, 0.0)
CLUSTERINGS = ("ahc", "vbx", "ward")

# for each field: its types, and the bounds of a number, the first excluded
_ALLOWED: dict[str, tuple[tuple[type, ...], float, float]] = {
    "name": ((str,), 0, 0),
    "licence": ((str,), 0, 0),
    "authors": ((str,), 0, 0),
    "embedding_architecture": ((str,), 0, 0),
    "duration": ((int, float), 0.1, MAX_SECONDS),
    "step": ((int, float), 0.01, MAX_SECONDS),
    "max_speakers_per_chunk": ((int,), 0, MAX_SPEAKERS),
    "max_speakers_per_frame": ((int, type(None)), 0, MAX_SPEAKERS),
    "threshold": ((int, float), 0, JUST_BELOW_1),
    "clustering_threshold": ((int, float), 0, 100),
    "min_cluster_size": ((int,), 0, 100_000),
    "constrained": ((bool,), -math.inf, math.inf),
    "clustering": ((str,), 0, 0),
    "fa": ((int, float), 1e-6, 1e6),
    "fb": ((int, float), 1e-6, 1e6),
    "speaker_penalty": ((int, float), 0, JUST_BELOW_1),
    "voice_weight": ((int, float), JUST_BELOW_0, 1000),
    "exclude_overlap": ((bool,), -math.inf, math.inf),
    "min_duration_off": ((int, float), JUST_BELOW_0, 3600),
}

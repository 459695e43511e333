"""Settings of a training run, read from a TOML file."""

import importlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Precision = Literal["float32", "bfloat16"]
DEFAULT = Path(__file__).with_name("train.toml")


@dataclass(frozen=True, slots=True)
class SegmentationConfig:
    """Settings for training PyanNet. Shares are of the `steps`; `precision` is that of the matrix products.

    Each batch has chunks of one of the lengths in `seconds`, and as much audio as `batch_size` of 10 s. With a teacher
    the targets are its answers by `teacher_share`, else the truth; `hint_weight` weighs its last hidden states,
    `layer_weight` each layer's, for a student of the teacher's shape, whose layers hear the teacher's layer below for
    the first `apart_share` of the steps. `block_size` chunks are drawn at a time, and each is used `reuse` times.
    """

    seed: int = 1
    steps: int = 4000
    threads: int = 1
    precision: Precision = "float32"
    num_lstm_layers: int = 2
    batch_size: int = 16
    seconds: tuple[float, ...] = (10.0,)
    learning_rate: float = 2.5e-3
    warm_up_share: float = 0.03
    easy_share: float = 0.2
    hardest_share: float = 0.65
    clustering_weight: float = 1.0
    teacher_share: float = 0.6
    hint_weight: float = 1.0
    layer_weight: float = 0.0
    apart_share: float = 0.45
    block_size: int = 480
    reuse: int = 3
    save_minutes: float = 5.0
    validate_steps: int = 200
    validation_mixtures: int = 60


@dataclass(frozen=True, slots=True)
class EmbeddingConfig:
    """Settings for training the ResNet. A batch has two crops of each of `speakers_per_batch` speakers of one set.

    `memory_weight` weighs the loss against all speakers of the set, as last seen, beside that within the batch. With a
    teacher, `teacher_weight` weighs the cosine to its vectors, `likeness_weight` how like all speakers of the set are.
    """

    seed: int = 2
    steps: int = 1000
    threads: int = 1
    precision: Precision = "float32"
    width: int = 8
    dim: int = 256
    speakers_per_batch: int = 40
    learning_rate: float = 2.0e-3
    warm_up_share: float = 0.03
    short_crop_seconds: tuple[float, float] = (1.0, 1.6)
    long_crop_seconds: tuple[float, float] = (1.4, 2.4)
    hardest_share: float = 0.6
    memory_weight: float = 0.0
    teacher_weight: float = 3.0
    likeness_weight: float = 1.0
    save_minutes: float = 5.0
    validate_steps: int = 50
    trial_sets: tuple[str, ...] = ("librispeech", "commonvoice")


@dataclass(frozen=True, slots=True)
class PldaConfig:
    """Settings for the PLDA: so many simulated `recordings` of four speakers each; `dim` axes are kept."""

    seed: int = 3
    recordings: int = 400
    dim: int = 128
    shrinkage: float = 0.05


@dataclass(frozen=True, slots=True)
class TuneConfig:
    """On how many dialogues of validation speakers `tune` tries its settings."""

    seed: int = 11
    dialogues: int = 24


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The contents of a model's `config.json`; thresholds are Euclidean distances between unit vectors.

    `fa` and `fb` are VBx's, `speaker_penalty` is Ward's, `voice_weight` that of the voice at an instant. Pauses below
    `min_duration_off` seconds are filled.
    """

    name: str = "bundled"
    version: str = "1"
    licence: str = "MIT"
    duration: float = 10.0
    step: float = 1.0
    max_speakers_per_chunk: int = 3
    max_speakers_per_frame: int = 2
    clustering_threshold: float = 0.9
    min_cluster_size: int = 12
    constrained: bool = False
    clustering: Literal["ahc", "vbx", "ward"] = "ahc"
    fa: float = 0.07
    fb: float = 0.8
    speaker_penalty: float = 0.02
    voice_weight: float = 10.0
    min_duration_off: float = 0.0


@dataclass(frozen=True, slots=True)
class Config:
    """A whole run, and the exported model's description of itself."""

    segmentation: SegmentationConfig = SegmentationConfig()
    embedding: EmbeddingConfig = EmbeddingConfig()
    plda: PldaConfig = PldaConfig()
    tune: TuneConfig = TuneConfig()
    model: ModelSettings = ModelSettings()


def read_config(path: Path = DEFAULT) -> Config:
    """Read a TOML file with a table for each field of `Config`; missing keys keep their defaults."""
    toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    tables = toml.loads(path.read_text(encoding="utf-8"))
    return Config(
        SegmentationConfig(**_tuples(tables.get("segmentation", {}))),
        EmbeddingConfig(**_tuples(tables.get("embedding", {}))),
        PldaConfig(**_tuples(tables.get("plda", {}))),
        TuneConfig(**_tuples(tables.get("tune", {}))),
        ModelSettings(**_tuples(tables.get("model", {}))),
    )


def _tuples(table: dict[str, Any]) -> dict[str, Any]:  # Any: values of TOML
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}

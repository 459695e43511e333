"""Settings of a training run, read from a TOML file."""

import importlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEFAULT = Path(__file__).with_name("train.toml")


@dataclass(frozen=True, slots=True)
class SegmentationConfig:
    """How PyanNet is trained. Shares are of the training time, `minutes` of wall clock on `threads` threads."""

    seed: int = 1
    minutes: float = 65.0
    threads: int = 1
    num_lstm_layers: int = 2
    batch_size: int = 16
    learning_rate: float = 1.5e-3
    warm_up_share: float = 0.03
    easy_share: float = 0.2
    hardest_share: float = 0.65
    clustering_weight: float = 0.5
    save_minutes: float = 5.0
    validation_mixtures: int = 60


@dataclass(frozen=True, slots=True)
class EmbeddingConfig:
    """How the ResNet is trained. A batch has two crops of each of `speakers_per_batch` speakers of one set."""

    seed: int = 2
    minutes: float = 65.0
    threads: int = 1
    width: int = 8
    dim: int = 256
    speakers_per_batch: int = 40
    learning_rate: float = 2.0e-3
    warm_up_share: float = 0.03
    short_crop_seconds: tuple[float, float] = (1.0, 1.6)
    long_crop_seconds: tuple[float, float] = (1.4, 2.4)
    hardest_share: float = 0.6
    save_minutes: float = 5.0
    trial_sets: tuple[str, ...] = ("librispeech", "commonvoice")


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """What a model's `config.json` says; thresholds are Euclidean distances between unit vectors."""

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


@dataclass(frozen=True, slots=True)
class Config:
    """A whole run, and what the exported model says about itself."""

    segmentation: SegmentationConfig = SegmentationConfig()
    embedding: EmbeddingConfig = EmbeddingConfig()
    model: ModelSettings = ModelSettings()


def read_config(path: Path = DEFAULT) -> Config:
    """Read a TOML file with the tables [segmentation], [embedding] and [model]; missing keys keep their defaults."""
    toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    tables = toml.loads(path.read_text(encoding="utf-8"))
    return Config(
        SegmentationConfig(**_tuples(tables.get("segmentation", {}))),
        EmbeddingConfig(**_tuples(tables.get("embedding", {}))),
        ModelSettings(**_tuples(tables.get("model", {}))),
    )


def _tuples(table: dict[str, Any]) -> dict[str, Any]:  # Any: values of TOML
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}

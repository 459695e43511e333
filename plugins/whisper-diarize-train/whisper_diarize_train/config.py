"""Settings of a training run, read from a TOML file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


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


@dataclass(frozen=True, slots=True)
class Config:
    """A whole run."""

    segmentation: SegmentationConfig = SegmentationConfig()
    embedding: EmbeddingConfig = EmbeddingConfig()


def read_config(path: Path) -> Config:
    """Read a TOML file with the tables [segmentation] and [embedding]; missing keys keep their defaults."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return Config(
        SegmentationConfig(**_tuples(tables.get("segmentation", {}))),
        EmbeddingConfig(**_tuples(tables.get("embedding", {}))),
    )


def _tuples(table: dict[str, Any]) -> dict[str, Any]:  # Any: TOML values, checked by the dataclass's use
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}

"""A Whisper small enough for tests: right names, right files, random weights."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from whisper_diarize.blas import load_fast_blas
from whisper_diarize.records import Audio

DIMENSIONS = {
    "n_mels": 80,
    "n_audio_ctx": 1500,
    "n_audio_state": 16,
    "n_audio_head": 2,
    "n_audio_layer": 1,
    "n_vocab": 51865,
    "n_text_ctx": 448,
    "n_text_state": 16,
    "n_text_head": 2,
    "n_text_layer": 1,
}


@pytest.fixture(scope="session")
def make_whisper(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write a random Whisper; keyword arguments change its dimensions."""
    load_fast_blas()
    import mlx.core as mx
    from mlx.utils import tree_flatten
    from mlx_whisper.whisper import ModelDimensions, Whisper

    def make(suffix: str = "safetensors", **changes: int) -> Path:
        folder = tmp_path_factory.mktemp("whisper")
        dims = DIMENSIONS | changes
        (folder / "config.json").write_text(json.dumps(dims | {"model_type": "whisper"}), encoding="utf-8")
        mx.random.seed(1)
        model = Whisper(ModelDimensions(**dims), mx.float32)
        weights = {
            name: array if name == "alignment_heads" else mx.random.normal(array.shape) * 0.3
            for name, array in tree_flatten(model.parameters())
        }
        save = {"safetensors": mx.save_safetensors, "npz": lambda path, arrays: mx.savez(path, **arrays)}[suffix]
        save(str(folder / f"weights.{suffix}"), weights)
        return folder

    return make


@pytest.fixture(scope="session")
def tiny_whisper(make_whisper: Callable[..., Path]) -> Path:
    """A folder with a random multilingual Whisper."""
    return make_whisper()


@pytest.fixture
def noise() -> Audio:
    """Three seconds of noise."""
    samples = np.random.default_rng(0).normal(0, 0.1, 48_000).astype(np.float32)
    return Audio(samples, source="noise.wav", name="noise")


@dataclasses.dataclass
class Progress:
    """Remembers what was reported."""

    reports: list[tuple[float, float]] = dataclasses.field(default_factory=list)

    def __call__(self, done: float, total: float) -> None:
        self.reports.append((done, total))


@pytest.fixture
def progress() -> Progress:
    """A progress callback that remembers."""
    return Progress()

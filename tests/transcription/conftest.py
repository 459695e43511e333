"""A Whisper small enough for tests: right names, right files, random weights."""

import dataclasses
import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from whisper_diarize.blas import load_fast_blas
from whisper_diarize.records import Audio

# A few threads of BLAS that wait for each other are slower than one on a busy machine, as those that test often are.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# mlx_whisper aligns words with two functions that take numba longer to compile than Python needs for our few seconds.
os.environ.setdefault("NUMBA_DISABLE_JIT", "1")
load_fast_blas()

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
    import mlx.core as mx  # noqa: PLC0415  # after the BLAS
    from mlx.utils import tree_flatten  # noqa: PLC0415
    from mlx_whisper.whisper import ModelDimensions, Whisper  # noqa: PLC0415

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


@pytest.fixture(scope="session")
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

"""A Whisper that was never trained: its words are nonsense, its cost is real."""

from __future__ import annotations

import json
from pathlib import Path

TINIEST = {
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
LIKE_TINY = {
    "n_audio_state": 384,
    "n_text_state": 384,
    "n_audio_head": 6,
    "n_audio_layer": 4,
    "n_text_head": 6,
    "n_text_layer": 4,
}
"""The dimensions of OpenAI's tiny, in their place."""


def write_random_whisper(folder: Path, suffix: str = "safetensors", **changes: int) -> Path:
    """Write a random multilingual Whisper into `folder`, the dimensions changed; return the folder."""
    import mlx.core as mx  # after the BLAS
    from mlx.utils import tree_flatten
    from mlx_whisper.whisper import ModelDimensions, Whisper

    dims = TINIEST | changes
    (folder / "config.json").write_text(json.dumps(dims | {"model_type": "whisper"}), encoding="utf-8")
    mx.random.seed(1)
    model = Whisper(ModelDimensions(**dims), mx.float32)
    weights = {  # type: ignore[str-unpack]  # pairs, of an untyped library
        name: array if name == "alignment_heads" else mx.random.normal(array.shape) * 0.3  # type: ignore[union-attr]  # of this kind here
        for name, array in tree_flatten(model.parameters())
    }
    save = {"safetensors": mx.save_safetensors, "npz": lambda path, arrays: mx.savez(path, **arrays)}[suffix]
    save(str(folder / f"weights.{suffix}"), weights)  # type: ignore[no-untyped-call]  # an untyped library
    return folder

"""Load a Whisper model for mlx_whisper, strictly: a missing tensor would be replaced by random numbers.

Source: mlx-whisper 0.4.3, load_models.py (MIT, Apple), which checks nothing.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import mlx.core as mx
from mlx import nn
from mlx.utils import tree_flatten, tree_unflatten
from mlx_whisper.tokenizer import get_tokenizer
from mlx_whisper.whisper import ModelDimensions

from whisper_diarize.blas import fast_blas
from whisper_diarize.errors import ModelError, WeightMismatchError
from whisper_diarize.threads import clear_mlx_cache

from .cpu import CpuWhisper
from .folder import check_folder
from .hotwords import HotwordPrompt, fitting_hotwords
from .model_files import CONFIG, WEIGHTS
from .stoppable import StoppableWhisper

# The package hides this module behind its function of the same name.
engine = importlib.import_module("mlx_whisper.transcribe")

COMPUTED = {"alignment_heads"}
"""A tensor that files may lack: mlx_whisper then takes the heads of the upper half of the layers."""


# Any: mlx_whisper publishes no types
def hold_model(folder: Path, *, fp16: bool) -> Any:
    """Return the model in `folder`, and make it the one that mlx_whisper finds loaded.

    Raises:
        ModelError: a file cannot be read, or is not a Whisper model's.
        WeightMismatchError: the tensors are not those of the network.
    """
    holder = engine.ModelHolder
    if holder.model_path != str(folder) or getattr(holder, "fp16", None) != fp16:
        holder.model = holder.model_path = None  # two large models would not fit
        holder.model = _load(folder, fp16=fp16)
        holder.model_path, holder.fp16 = str(folder), fp16
    return holder.model


def drop_model(folder: Path) -> None:
    """Give the model in `folder` back, if it is the one that mlx_whisper finds loaded."""
    holder = engine.ModelHolder
    if holder.model_path == str(folder):
        holder.model = holder.model_path = None
        clear_mlx_cache()


# Any: mlx_whisper publishes no types
def recording(model: Any) -> AbstractContextManager[None]:
    """Return the context in which mlx_whisper transcribes a recording with `model`."""
    return model.recording() if isinstance(model, CpuWhisper) else nullcontext()


# Any: mlx_whisper publishes no types
def hotword_prompt(model: Any, hotwords: str | None) -> HotwordPrompt:
    """Return the tokens of hot words, as many as there is room for."""
    tokenizer = get_tokenizer(model.is_multilingual, num_languages=model.num_languages)
    fitting = fitting_hotwords(hotwords, lambda text: len(tokenizer.encode(f" {text}")))
    return HotwordPrompt(tuple(tokenizer.encode(f" {fitting}")) if fitting else ())


def has_gpu() -> bool:
    """Return whether MLX computes on a GPU."""
    return bool(mx.default_device() == mx.gpu)


# Any: mlx_whisper publishes no types
def _load(folder: Path, *, fp16: bool) -> Any:
    path = next(folder / name for name in WEIGHTS if (folder / name).is_file())
    config = check_folder(folder / CONFIG, path)
    config.pop("model_type", None)
    quantization = config.pop("quantization", None)
    try:
        dtype = mx.float16 if fp16 else mx.float32
        in_numpy = not (fp16 or quantization or has_gpu()) and fast_blas() is not None
        model = (CpuWhisper if in_numpy else StoppableWhisper)(ModelDimensions(**config), dtype)
        weights = _read_weights(path)
        if quantization is not None:
            nn.quantize(model, **quantization, class_predicate=lambda name, _: f"{name}.scales" in weights)
    except (TypeError, ValueError, AttributeError, ArithmeticError, RuntimeError) as exc:
        raise ModelError(f"{folder / CONFIG}: this is not the configuration of a Whisper model ({exc!s:.200})") from exc
    _check(path, dict(tree_flatten(model.parameters())), weights)
    model.update(tree_unflatten([(name, _cast(array, dtype)) for name, array in weights.items()]))
    mx.eval(model.parameters())
    return model


def _read_weights(path: Path) -> dict[str, mx.array]:
    try:
        weights = mx.load(str(path))
    except (OSError, RuntimeError, ValueError) as exc:
        raise ModelError(f"{path}: it cannot be read ({exc!s:.200}); copy or download the model again") from exc
    if not isinstance(weights, dict):
        raise ModelError(f"{path}: there are no named tensors in it; copy or download the model again")
    return weights


def _check(path: Path, expected: Mapping[str, mx.array], found: Mapping[str, mx.array]) -> None:
    missing = expected.keys() - found.keys() - COMPUTED
    unexpected = found.keys() - expected.keys()
    shapes = {
        name: (tuple(expected[name].shape), tuple(found[name].shape))
        for name in (expected.keys() & found.keys()) - COMPUTED
        if expected[name].shape != found[name].shape
    }
    if missing or unexpected or shapes:
        raise WeightMismatchError(str(path), missing=missing, unexpected=unexpected, mis_shaped=shapes)


def _cast(array: mx.array, dtype: mx.Dtype) -> mx.array:
    return array.astype(dtype) if mx.issubdtype(array.dtype, mx.floating) else array

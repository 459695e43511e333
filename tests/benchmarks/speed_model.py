"""A model with networks as large as wanted that finds the same turns.

What a network costs hangs on its size alone, so the bundled one, made as large as pyannote's, shows the speed of
pyannote's; and because it still hears what it was trained to hear, turns can still be compared.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from whisper_diarize.models import convert, resolve
from whisper_diarize.nn import ResNetDimensions
from whisper_diarize.weights.contract import DIRECTIONS, embedding_dimensions, embedding_shapes

Floats = NDArray[np.float32]
Tensors = dict[str, Floats]

OPEN, CLOSED = 20.0, -20.0  # gates of an LSTM
STRAIGHT = 0.02  # so small a number is its own tanh, to 0.03 %
QUIET = 0.2  # how loud a residual is: louder ones add up from block to block


def prepare(
    model: str,
    folder: Path,
    width: int | None = None,
    lstm_layers: int | None = None,
    duration: float | None = None,
) -> None:
    """Write the folder of a model with networks of at least the size that it has, on windows of `duration` seconds.

    Where it clusters by Ward's tree, it now does by AHC, which all contestants have.
    """
    convert(resolve(model), folder)
    description = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if duration is not None:
        description["duration"] = duration
    if description["clustering"] == "ward":
        description["clustering"] = "ahc"
    for name, size, enlarge in (("embedding", width, widened), ("segmentation", lstm_layers, deepened)):
        if size is not None:
            path = folder / f"{name}.safetensors"
            save_file(enlarge(load_file(path), size), path)
            description["name"] += f", {name} {size}"
    (folder / "config.json").write_text(json.dumps(description), encoding="utf-8")


def widened(tensors: Tensors, width: int) -> Tensors:
    """Add random channels to a ResNet: they are computed from all channels, but no channel depends on them."""
    dimensions = embedding_dimensions("", {name: tensor.shape for name, tensor in tensors.items()})
    if width < dimensions.width:
        sys.exit(f"--width must be at least {dimensions.width}, which the model has")
    larger = dataclasses.replace(dimensions, width=width)
    rng = np.random.default_rng(0)
    made = {name: random_tensor(name, shape, rng) for name, shape in embedding_shapes(larger).items()}
    for name, tensor in tensors.items():
        if name == "resnet.seg_1.weight":
            made[name] = blind(tensor, dimensions, larger)
            continue
        if tensor.ndim > 1:
            made[name][: len(tensor), tensor.shape[1] :] = 0
        made[name][tuple(slice(size) for size in tensor.shape)] = tensor
    return made


def random_tensor(name: str, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """Draw a convolution (He et al. 2015) or make a batch norm that only scales a residual."""
    if len(shape) > 1:
        return rng.normal(0, np.sqrt(2 / np.prod(shape[1:])), shape).astype(np.float32)
    if name.endswith(("bias", "running_mean")):
        return np.zeros(shape, np.float32)
    return np.full(shape, QUIET if name.endswith("bn2.weight") else 1, np.float32)


def blind(weight: Floats, dimensions: ResNetDimensions, larger: ResNetDimensions) -> Floats:
    """Return the last layer's weights with zeros for added channels; (dim, statistics * channels * bins)."""
    channels, wanted = dimensions.stage_channels[-1], larger.stage_channels[-1]
    made = np.zeros((len(weight), 2, wanted, weight.shape[1] // (2 * channels)), np.float32)
    made[:, :, :channels] = weight.reshape(len(weight), 2, channels, -1)
    return made.reshape(len(weight), -1)


def deepened(tensors: Tensors, num_layers: int) -> Tensors:
    """Add LSTM layers to a PyanNet that pass their input on: their gates stand open, and they forget at once."""
    made, hidden = dict(tensors), tensors["lstm.weight_hh_l0"].shape[1]
    present = sum(name.startswith("lstm.weight_hh") for name in tensors) // len(DIRECTIONS)
    if num_layers < present:
        sys.exit(f"--lstm-layers must be at least {present}, which the model has")
    for layer in range(present, num_layers):
        scale = STRAIGHT if layer == present else 1
        for place, direction in enumerate(DIRECTIONS):
            candidate = np.zeros((4, hidden, 2, hidden), np.float32)  # gates: input, forget, candidate, output
            candidate[2, :, place] = scale * np.eye(hidden)
            end = f"l{layer}{direction}"
            made[f"lstm.weight_ih_{end}"] = candidate.reshape(4 * hidden, 2 * hidden)
            made[f"lstm.weight_hh_{end}"] = np.zeros((4 * hidden, hidden), np.float32)
            made[f"lstm.bias_ih_{end}"] = np.repeat(np.array([OPEN, CLOSED, 0, OPEN], np.float32), hidden)
            made[f"lstm.bias_hh_{end}"] = np.zeros(4 * hidden, np.float32)
    if num_layers > present:
        listener = "linear.0.weight" if "linear.0.weight" in tensors else "classifier.weight"
        made[listener] = tensors[listener] / np.float32(STRAIGHT)
    return made

"""From the stored tensors (torch's names and layout) to the parameters of our networks (MLX's layout)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.dimensions import PyanNetDimensions

from .contract import DIRECTIONS
from .sinc import sinc_filters

Tensors = Mapping[str, NDArray[np.float32]]

BATCH_NORM_EPSILON = 1e-5  # torch's default
SINC = "sincnet.conv1d.0.filterbank."


def pyannet_parameters(tensors: Tensors, dimensions: PyanNetDimensions) -> dict[str, NDArray[np.float32]]:
    """Return the parameters of a PyanNet by name.

    Edges and widths become filters. Convolution kernels (out, in, time) become (out, time, in). The LSTM's two
    directions are stacked and its two biases added; its matrices are turned so that rows multiply them from the left.
    """
    parameters = {
        name: tensor.swapaxes(1, 2) if name.startswith("sincnet.conv1d") and name.endswith("weight") else tensor
        for name, tensor in tensors.items()
        if not name.startswith(("lstm.", SINC))
    }
    filters = sinc_filters(tensors[f"{SINC}low_hz_"], tensors[f"{SINC}band_hz_"])
    parameters["sincnet.conv1d.0.weight"] = filters[:, :, None]
    for layer in range(dimensions.num_lstm_layers):
        weight_ih, weight_hh, bias_ih, bias_hh = (
            np.stack([tensors[f"lstm.{kind}_l{layer}{direction}"] for direction in DIRECTIONS])
            for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        )
        parameters[f"lstm.layers.{layer}.weight_ih"] = weight_ih.swapaxes(1, 2)
        parameters[f"lstm.layers.{layer}.weight_hh"] = weight_hh.swapaxes(1, 2)
        parameters[f"lstm.layers.{layer}.bias"] = (bias_ih + bias_hh)[:, None]
    return parameters


def resnet_parameters(tensors: Tensors) -> dict[str, NDArray[np.float32]]:
    """Return the parameters of a ResNet by name, each batch norm folded into the convolution before it.

    Kernels (out, in, bins, frames) become (out, frames, bins, in).
    """
    tensors = {name.removeprefix("resnet."): tensor for name, tensor in tensors.items()}
    return {name: tensors[name] for name in ("seg_1.weight", "seg_1.bias")} | folded_convolutions(tensors)


def folded_convolutions(tensors: Tensors) -> dict[str, NDArray[np.float32]]:
    """Return the parameters of all convolutions of images, each with the batch norm after it."""
    parameters = {}
    for name, kernel in tensors.items():
        if kernel.ndim != 4:  # noqa: PLR2004 - a kernel: out, in, bins, frames
            continue
        conv = name.removesuffix(".weight")
        scale, shift = folded_norm(tensors, _norm_after(conv))
        target = conv.removesuffix(".0") if ".shortcut" in conv else conv
        folded = kernel * scale[:, None, None, None]
        parameters[f"{target}.weight"] = folded.transpose(0, 3, 2, 1).astype(np.float32)
        parameters[f"{target}.bias"] = shift.astype(np.float32)
    return parameters


def _norm_after(conv: str) -> str:
    """Name the batch norm that follows a convolution: `conv1` -> `bn1`, `shortcut.0` -> `shortcut.1`."""
    return f"{conv[:-1]}1" if conv.endswith("shortcut.0") else conv.replace("conv", "bn")


def folded_norm(tensors: Tensors, name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a batch norm as y = scale * x + shift, in float64; it may have no weight and no bias."""
    mean, variance = (tensors[f"{name}.running_{kind}"].astype(np.float64) for kind in ("mean", "var"))
    scale, bias = 1 / np.sqrt(variance + BATCH_NORM_EPSILON), np.zeros(len(mean))
    if f"{name}.weight" in tensors:
        scale, bias = scale * tensors[f"{name}.weight"], tensors[f"{name}.bias"].astype(np.float64)
    return scale, bias - mean * scale

"""Weights of a smaller network as the start of a larger one, which at first computes nearly the same.

Source: Chen, Goodfellow and Shlens 2016, "Net2Net: accelerating learning via knowledge transfer". Channels are doubled
and share what they pass on; further LSTM layers start as ones that pass on what they get.
"""

import re
from collections.abc import Mapping

import torch
from torch import Tensor

HIDDEN = 128  # of PyanNet's LSTM, in each direction
OPEN = 2.5  # bias of a gate: sigmoid(2.5) = 0.92
FEED_GAIN = 1.35  # of the cell's input, as tanh is applied to it twice
OWN_SHARE = 0.3  # of a new layer's random start
NOISE = 0.25  # relative, on copied weights: without it two copies would learn the same

_LAYER = re.compile(r"lstm\.weight_hh_l(\d+)$")


def grown(held: Mapping[str, Tensor], wanted: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return `held` with deeper LSTM and wider convolutions where `wanted`, a random start, has them.

    Networks of other kinds, and smaller ones, are returned as they are.
    """
    state = {name: value.float() for name, value in held.items()}
    if num_layers(state) < num_layers(wanted):
        return _deeper(state, wanted)
    first = "resnet.conv1.weight"
    if first in state and first in wanted and len(wanted[first]) > len(state[first]):
        return _wider(state, wanted, len(wanted[first]) / len(state[first]))
    return state


def num_layers(state: Mapping[str, Tensor]) -> int:
    """Return how many LSTM layers a state has."""
    return sum(bool(_LAYER.match(name)) for name in state)


def _deeper(state: dict[str, Tensor], wanted: Mapping[str, Tensor]) -> dict[str, Tensor]:
    if not num_layers(state):
        return state
    for layer in range(num_layers(state), num_layers(wanted)):
        for direction, suffix in enumerate(("", "_reverse")):
            feed = OWN_SHARE * wanted[f"lstm.weight_ih_l{layer}{suffix}"].clone()
            cell = slice(2 * HIDDEN, 3 * HIDDEN)  # torch's order of gates: input, forget, cell, output
            feed[cell, direction * HIDDEN : (direction + 1) * HIDDEN] += FEED_GAIN * torch.eye(HIDDEN)
            bias = torch.zeros(4 * HIDDEN)
            bias[:HIDDEN], bias[HIDDEN : 2 * HIDDEN], bias[3 * HIDDEN :] = OPEN, -OPEN, OPEN
            state[f"lstm.weight_ih_l{layer}{suffix}"] = feed
            state[f"lstm.weight_hh_l{layer}{suffix}"] = OWN_SHARE * wanted[f"lstm.weight_hh_l{layer}{suffix}"].clone()
            state[f"lstm.bias_ih_l{layer}{suffix}"] = bias
            state[f"lstm.bias_hh_l{layer}{suffix}"] = torch.zeros(4 * HIDDEN)
    return state


def _wider(state: dict[str, Tensor], wanted: Mapping[str, Tensor], ratio: float) -> dict[str, Tensor]:
    if not ratio.is_integer():
        return state
    times, generator = int(ratio), torch.Generator().manual_seed(0)
    widened = {}
    for name, value in state.items():
        if value.ndim == 4:  # noqa: PLR2004 - (out, in, height, width)
            inputs = wanted[name].shape[1] // value.shape[1]
            copied = value.repeat(times, inputs, 1, 1) / inputs
            widened[name] = copied * (1 + NOISE * torch.randn(copied.shape, generator=generator))
        elif name == "resnet.seg_1.weight":  # its inputs: mean and deviation, of each channel and bin
            halves = value.reshape(len(value), 2, -1).repeat(1, 1, times) / times
            widened[name] = halves.flatten(1)
        elif value.ndim == 1 and name in wanted and wanted[name].shape != value.shape:
            widened[name] = value.repeat(times)
        else:
            widened[name] = value
    return widened

"""Weights to start a run from: ours or pyannote.audio's, in any file that holds a state dict."""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from whisper_diarize.errors import ModelError

PREFIXES = ("", "model.")
HEADS = ("classifier.weight", "classifier.bias")


def load_start(model: nn.Module, path: Path) -> list[str]:
    """Load the weights of a file into `model`; return the names of those that keep their random start.

    A classifier of another size is left at its start, so that a network for other classes can be trained on. Derived
    tensors may be missing.

    Raises:
        ModelError: the file is of another network.
    """
    held = read_state(path)
    wanted = model.state_dict()
    fitting = {name: held[name].float() for name in wanted if name in held and held[name].shape == wanted[name].shape}
    left = [name for name in dict(model.named_parameters()) if name not in fitting]
    strange = [name for name in left if name not in HEADS]
    if strange:
        shape = tuple(wanted[strange[0]].shape)
        raise ModelError(f"{path}: another network: no {strange[0]} of shape {shape}; change the settings, or the file")
    model.load_state_dict(wanted | fitting)
    return left


def read_state(path: Path) -> dict[str, Tensor]:
    """Read safetensors, a state dict, or the state dict inside a Lightning checkpoint."""
    if path.suffix == ".safetensors":
        return load_file(path)
    state = torch.load(path, map_location="cpu", weights_only=True)
    tensors: dict[str, Tensor] = state.get("state_dict", state)
    return tensors

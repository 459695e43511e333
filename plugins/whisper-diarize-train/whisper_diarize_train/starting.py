"""Weights to start a run from: ours or pyannote.audio's, in any file that holds a state dict."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from whisper_diarize.errors import ModelError
from whisper_diarize.weights import is_float, read_weight_file, to_float32
from whisper_diarize_train.growing import grown, num_layers

PREFIXES = ("", "model.")
HEADS = ("classifier.weight", "classifier.bias")


def load_start(model: nn.Module, path: Path) -> list[str]:
    """Load the weights of a file into `model`; return the names of those that keep their random start.

    A classifier of another size is left at its start, so that a network for other classes can be trained on. A network
    with fewer LSTM layers or channels is grown. Derived tensors may be missing.

    Raises:
        ModelError: the file is of another network.
    """
    wanted = model.state_dict()
    held = grown(read_state(path), wanted)
    fitting = {name: held[name] for name in wanted if name in held and held[name].shape == wanted[name].shape}
    if num_layers(held) > num_layers(wanted):
        raise ModelError(f"{path}: it has {num_layers(held)} LSTM layers, the settings {num_layers(wanted)}")
    left = [name for name in dict(model.named_parameters()) if name not in fitting]
    strange = [name for name in left if name not in HEADS]
    if strange:
        shape = tuple(wanted[strange[0]].shape)
        raise ModelError(f"{path}: another network: no {strange[0]} of shape {shape}; change the settings, or the file")
    model.load_state_dict(wanted | fitting)
    return left


def read_state(path: Path) -> dict[str, Tensor]:
    """Read a file of weights, numbers in single precision. No code in it is run.

    Raises:
        ModelError: the file cannot be read.
    """
    tensors = read_weight_file(path).tensors
    arrays = {name: to_float32(tensor) if is_float(tensor) else tensor for name, tensor in tensors.items()}
    return {name: torch.from_numpy(np.array(array)) for name, array in arrays.items()}

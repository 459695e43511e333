"""Trained networks that others learn from, as pyannote.audio and 3D-Speaker publish them."""

from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from torch import Tensor, nn

from whisper_diarize.errors import ModelError
from whisper_diarize_train.campplus import CamPlusPlus
from whisper_diarize_train.growing import num_layers
from whisper_diarize_train.networks import NUM_CLASSES, PyanNet, WeSpeakerResNet34
from whisper_diarize_train.starting import read_state


class Answer(NamedTuple):
    """A teacher's view of chunks.

    `probabilities`: (batch, frames, classes); `hidden`: (batch, frames, 256), its last LSTM layer's output.
    """

    probabilities: Tensor
    hidden: Tensor


class SegmentationTeacher:
    """A PyanNet of powerset classes, of any depth."""

    def __init__(self, path: Path) -> None:
        """Load the weights of a file.

        Raises:
            ModelError: it is not such a network.
        """
        state = read_state(path)
        if len(state.get("classifier.bias", ())) != NUM_CLASSES:
            raise ModelError(f"{path}: no teacher: it needs a PyanNet of {NUM_CLASSES} powerset classes")
        self.network = PyanNet(num_layers(state))
        _load(self.network, state, path)

    @torch.inference_mode()
    def answer(self, samples: Tensor) -> Answer:
        """Answer for chunks (batch, samples)."""
        hidden = self.network.hidden(self.network.sincnet(samples[:, None]).transpose(1, 2))
        logits = self.network.classifier(self.network.after_lstm(hidden))
        return Answer(F.softmax(logits, dim=-1), hidden)


def load_voice_teacher(path: Path) -> nn.Module:
    """Load a network that maps (batch, samples) to (batch, dim): CAM++, or a ResNet34 as WeSpeaker's.

    Raises:
        ModelError: the file is of another network.
    """
    state = read_state(path)
    network: nn.Module
    if "xvector.dense.linear.weight" in state:
        network = CamPlusPlus(len(state["xvector.dense.linear.weight"]))
    elif "resnet.conv1.weight" in state and "resnet.seg_1.bias" in state:
        network = WeSpeakerResNet34(len(state["resnet.conv1.weight"]), len(state["resnet.seg_1.bias"]))
    else:
        raise ModelError(f"{path}: no teacher of voices: it needs CAM++ or a ResNet34, with their published names")
    _load(network, state, path)
    return network


def _load(network: nn.Module, state: dict[str, Tensor], path: Path) -> None:
    """Load what the network needs; derived tensors may be missing, and other ones are ignored."""
    own = network.state_dict()
    fitting = {name: state[name].to(own[name].dtype) for name in own if name in state}
    missing = sorted({name for name, _ in network.named_parameters()} - fitting.keys())
    misshapen = sorted(name for name, value in fitting.items() if value.shape != own[name].shape)
    if missing or misshapen:
        raise ModelError(f"{path}: no teacher: {(missing + misshapen)[0]} is missing or of another shape")
    network.load_state_dict(own | fitting)
    network.eval().requires_grad_(requires_grad=False)

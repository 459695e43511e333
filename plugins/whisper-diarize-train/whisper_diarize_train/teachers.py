"""Trained networks that others learn from, as pyannote.audio and 3D-Speaker publish them."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from numpy.typing import NDArray
from torch import Tensor, nn

from whisper_diarize.catalogue import BUNDLED
from whisper_diarize.errors import ModelError, OptionError
from whisper_diarize.models import ModelFiles, bundled_directory, fetch, find_files, find_named
from whisper_diarize.weights import SUFFIXES, load_embedding
from whisper_diarize_train.growing import num_layers
from whisper_diarize_train.networks import NUM_CLASSES, PyanNet
from whisper_diarize_train.starting import read_state

Part = Literal["segmentation", "embedding"]
VoiceTeacher: TypeAlias = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""Maps (batch, samples) to (batch, dim)."""


def teacher_file(teacher: str, part: Part) -> Path:
    """Return the weights that teach: a file, or that network of a model on this machine, by its name or folder.

    Raises:
        OptionError: there is no such file, and no model of this name.
        ModelError: the model is not on this machine.
    """
    path = Path(teacher)
    if path.is_file():
        return path
    if path.suffix in SUFFIXES:
        raise OptionError(f"{teacher}: there is no such file; --teacher wants one, or a model that is on this machine")
    files = _model_files(teacher)
    return files.segmentation if part == "segmentation" else files.embedding


def _model_files(model: str) -> ModelFiles:
    if model == BUNDLED or Path(model).is_dir():
        return find_files(bundled_directory() if model == BUNDLED else Path(model))
    files = fetch.find_cached(find_named(model))
    if files is None:
        raise ModelError(f"{model} is not on this machine; download it: whisper-diarize models download {model}")
    return files


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


def load_voice_teacher(path: Path) -> VoiceTeacher:
    """Load a network of voices, CAM++ or a ResNet34, to be run as the diarizer runs it.

    Raises:
        ModelError: the file is of another network.
    """
    network = load_embedding(path)

    def answer(samples: NDArray[np.float32]) -> NDArray[np.float32]:
        everything = np.ones((len(samples), 1, 1), np.float32)
        return network.embed(network.features(samples), everything)[:, 0]

    return answer


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

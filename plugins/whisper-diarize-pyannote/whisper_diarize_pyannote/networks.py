"""pyannote.audio's two networks with weights from anywhere: dimensions are read from the shapes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

import torch
from pyannote.audio import Model
from pyannote.audio.core.task import Problem, Resolution, Specifications
from pyannote.audio.models.embedding.wespeaker import BaseWeSpeakerResNet
from pyannote.audio.models.embedding.wespeaker.resnet import BasicBlock, ResNet
from pyannote.audio.models.segmentation import PyanNet

from whisper_diarize import WeightMismatchError
from whisper_diarize.models import ModelConfig

Tensors = Mapping[str, torch.Tensor]
Network = TypeVar("Network", bound=Model)

LSTM_LAYER = re.compile(r"^lstm\.(\w+)_l(\d+)")
NUM_BLOCKS = [3, 4, 6, 3]  # a ResNet-34
# not weights: two tables of the architecture, and a counter of training steps
DERIVED = (".filterbank.n_", ".filterbank.window_", ".num_batches_tracked")


def is_segmentation(tensors: Tensors) -> bool:
    """Tell a PyanNet's weights from a ResNet's."""
    return "classifier.weight" in tensors


def segmentation_network(tensors: Tensors, source: str, config: ModelConfig, *, one_lstm: bool = True) -> PyanNet:
    """Return a PyanNet for windows and classes as `config` has them.

    Without `one_lstm` every layer of the LSTM is a module of its own, to be looked into.

    Raises:
        WeightMismatchError: the weights are not a PyanNet's.
    """
    hidden = tensors["lstm.weight_hh_l0"].shape[1] if "lstm.weight_hh_l0" in tensors else 128
    num_layers = sum(name.startswith("lstm.weight_hh") for name in tensors) // 2
    linear = [name for name in tensors if name.startswith("linear.") and name.endswith("weight")]
    network = PyanNet(
        lstm={"hidden_size": hidden, "num_layers": max(1, num_layers), "monolithic": one_lstm},
        linear={"hidden_size": tensors[linear[0]].shape[0] if linear else 128, "num_layers": len(linear)},
    )
    at_once = config.max_speakers_per_frame
    network.specifications = Specifications(
        problem=Problem.MULTI_LABEL_CLASSIFICATION if at_once is None else Problem.MONO_LABEL_CLASSIFICATION,
        resolution=Resolution.FRAME,
        duration=config.duration,
        classes=[f"speaker{index}" for index in range(config.max_speakers_per_chunk)],
        powerset_max_classes=at_once,
        permutation_invariant=True,
    )
    network.build()
    return _filled(network, tensors if one_lstm else _by_layer(tensors), source)


def embedding_network(tensors: Tensors, source: str) -> BaseWeSpeakerResNet:
    """Return a WeSpeaker ResNet-34 of the width that the weights have.

    Raises:
        WeightMismatchError: the weights are not such a network's.
    """
    width = tensors["resnet.conv1.weight"].shape[0] if "resnet.conv1.weight" in tensors else 32
    dim = tensors["resnet.seg_1.weight"].shape[0] if "resnet.seg_1.weight" in tensors else 256
    network = BaseWeSpeakerResNet()
    network.resnet = ResNet(BasicBlock, NUM_BLOCKS, m_channels=width, feat_dim=80, embed_dim=dim, two_emb_layer=False)
    return _filled(network, tensors, source)


def _by_layer(tensors: Tensors) -> Tensors:
    """Name the weights of each layer of the LSTM as a module's: `lstm.weight_ih_l2` is `lstm.2.weight_ih_l0`."""
    return {LSTM_LAYER.sub(r"lstm.\2.\1_l0", name): tensor for name, tensor in tensors.items()}


def _filled(network: Network, tensors: Tensors, source: str) -> Network:
    """Give a network its weights, every one of them, in float32."""
    shapes = {name: tuple(tensor.shape) for name, tensor in network.state_dict().items() if not name.endswith(DERIVED)}
    given = {name: tensor.float() for name, tensor in tensors.items() if not name.endswith(DERIVED)}
    mis_shaped = {
        name: (shapes[name], tuple(given[name].shape))
        for name in shapes.keys() & given.keys()
        if shapes[name] != tuple(given[name].shape)
    }
    missing, unexpected = shapes.keys() - given.keys(), given.keys() - shapes.keys()
    if missing or unexpected or mis_shaped:
        raise WeightMismatchError(source, missing=missing, unexpected=unexpected, mis_shaped=mis_shaped)
    network.load_state_dict(given, strict=False)
    network.eval()
    return network

"""Activations of every layer of pyannote.audio's networks for a window, to check a port with.

Names and layout are those of the stages of whisper_diarize's networks, (batch, time, channels), so that
`whisper-diarize doctor --against` finds the first layer that differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import Module
from torch.nn.functional import leaky_relu, relu

from whisper_diarize.models import ModelConfig

from .networks import Tensors, embedding_network, is_segmentation, segmentation_network

Arrays = dict[str, NDArray[np.float32]]
Change = Callable[[torch.Tensor], torch.Tensor]
Probes = list[tuple[str, Module, Change]]  # a stage, the module it ends with, and what brings that output to ours

# one speaker talks all the time, another in the second half
MASKS = np.array([[[1, 1], [0, 1]]], dtype=np.float32)


def record(tensors: Tensors, source: str, samples: NDArray[np.float32]) -> Arrays:
    """Run the network of these weights on (num_samples,) at 16 kHz; return the input and every stage, by name.

    Raises:
        WeightMismatchError: the weights are neither a PyanNet's nor a WeSpeaker ResNet's.
    """
    window = torch.from_numpy(samples)[None, None]
    with torch.inference_mode():
        found = (
            _segmentation(tensors, source, window) if is_segmentation(tensors) else _embedding(tensors, source, window)
        )
    return {"samples": samples[None], **found}


def _segmentation(tensors: Tensors, source: str, window: torch.Tensor) -> Arrays:
    # what the classes mean is of no account here
    config = ModelConfig("", 1.0, max_speakers_per_chunk=len(tensors["classifier.weight"]), max_speakers_per_frame=None)
    network = segmentation_network(tensors, source, config, one_lstm=False)
    sincnet = network.sincnet
    probes: Probes = []
    for number, (conv, norm) in enumerate(zip(sincnet.conv1d, sincnet.norm1d, strict=True)):
        probes += [(f"sincnet.{number}.conv", conv, _time_first)]
        probes += [(f"sincnet.{number}", norm, lambda x: leaky_relu(_time_first(x)))]
    probes += [(f"lstm.{number}", layer, lambda output: output[0]) for number, layer in enumerate(network.lstm)]
    probes += [(f"linear.{number}", layer, leaky_relu) for number, layer in enumerate(network.linear)]
    probes += [("classifier", network.classifier, _same)]
    with _probed(probes) as found:
        network(window)
    return {"sincnet.filters": sincnet.conv1d[0].filterbank.filters()[:, 0].numpy(), **found}


def _embedding(tensors: Tensors, source: str, window: torch.Tensor) -> Arrays:
    network = embedding_network(tensors, source)
    resnet = network.resnet
    probes: Probes = [("resnet.conv1", resnet.bn1, lambda x: relu(_image(x)))]
    for number, layer in enumerate((resnet.layer1, resnet.layer2, resnet.layer3, resnet.layer4), start=1):
        probes += [(f"resnet.layer{number}.{place}", block, _image) for place, block in enumerate(layer)]
    probes += [("resnet.pool", resnet.pool, _same), ("resnet.seg_1", resnet.seg_1, _same)]
    with _probed(probes) as found:
        network(window, weights=torch.from_numpy(MASKS))
    return {"masks": MASKS, "fbank": network.compute_fbank(window).numpy(), **found}


@contextmanager
def _probed(probes: Probes) -> Iterator[Arrays]:
    """Collect the outputs of modules meanwhile."""
    found: Arrays = {}

    def watch(name: str, module: Module, change: Change) -> torch.utils.hooks.RemovableHandle:
        def keep(_module: Module, _inputs: object, output: torch.Tensor) -> None:
            found[name] = change(output).contiguous().numpy().copy()

        return module.register_forward_hook(keep)

    handles = [watch(*probe) for probe in probes]
    try:
        yield found
    finally:
        for handle in handles:
            handle.remove()


def _same(x: torch.Tensor) -> torch.Tensor:
    return x


def _time_first(x: torch.Tensor) -> torch.Tensor:
    """Turn (batch, channels, time) into (batch, time, channels)."""
    return x.transpose(1, 2)


def _image(x: torch.Tensor) -> torch.Tensor:
    """Turn (batch, channels, bins, frames) into (batch, frames, bins, channels)."""
    return x.permute(0, 3, 2, 1)

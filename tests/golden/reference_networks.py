"""pyannote.audio's own networks with given weights, and what every stage of them makes of a window of speech.

Nothing of whisper_diarize is imported. Stages are recorded by hooks on torch's modules; arrays are brought to the
layout (batch, time, channels), images to (batch, frames, bins, channels).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pyannote.audio.core.task import Problem, Resolution, Specifications
from pyannote.audio.models.embedding.wespeaker import BaseWeSpeakerResNet
from pyannote.audio.models.embedding.wespeaker.resnet import BasicBlock, ResNet
from pyannote.audio.models.segmentation import PyanNet

Tensors = Mapping[str, NDArray[np.float32]]
Stages = dict[str, NDArray[np.float64]]

NOT_WEIGHTS = ("num_batches_tracked", "filterbank.n_", "filterbank.window_")
RESNET34_BLOCKS = (3, 4, 6, 3)
NUM_MEL_BINS = 80
SAMPLE_RATE = 16000


class WeSpeakerResNet(BaseWeSpeakerResNet):  # type: ignore[misc]  # a kind that only runs can tell
    """pyannote's WeSpeaker ResNet-34 of any width."""

    def __init__(self, width: int, dim: int) -> None:
        super().__init__()
        self.resnet = ResNet(
            BasicBlock,
            RESNET34_BLOCKS,
            m_channels=width,
            feat_dim=NUM_MEL_BINS,
            embed_dim=dim,
            two_emb_layer=False,
        )


@dataclass(frozen=True)
class Sizes:
    """What varies between PyanNets."""

    lstm: int = 128
    lstm_layers: int = 2
    linear: int = 128
    linear_layers: int = 2
    duration: float = 10.0
    at_once: int | None = 2

    @staticmethod
    def of(tensors: Tensors, duration: float = 10.0, at_once: int | None = 2) -> "Sizes":
        """Read them from weights."""
        linear = [tensors[name] for name in tensors if name.startswith("linear") and name.endswith("weight")]
        layers = sum("weight_hh" in name for name in tensors) // 2
        return Sizes(tensors["lstm.weight_hh_l0"].shape[1], layers, len(linear[0]), len(linear), duration, at_once)


def pyannet(sizes: Sizes, *, monolithic: bool = True) -> PyanNet:
    """Build a PyanNet for three speakers: powerset classes with `at_once`, one sigmoid each without."""
    network = PyanNet(
        lstm={"hidden_size": sizes.lstm, "num_layers": sizes.lstm_layers, "monolithic": monolithic},
        linear={"hidden_size": sizes.linear, "num_layers": sizes.linear_layers},
    )
    at_once = sizes.at_once
    network.specifications = Specifications(
        problem=Problem.MULTI_LABEL_CLASSIFICATION if at_once is None else Problem.MONO_LABEL_CLASSIFICATION,
        resolution=Resolution.FRAME,
        duration=sizes.duration,
        classes=["a", "b", "c"],
        powerset_max_classes=at_once,
        permutation_invariant=True,
    )
    network.build()
    return network.eval().requires_grad_(requires_grad=False)


def wespeaker(width: int, dim: int) -> WeSpeakerResNet:
    """Build a WeSpeaker ResNet-34."""
    return WeSpeakerResNet(width, dim).eval().requires_grad_(requires_grad=False)


def fill(network: torch.nn.Module, tensors: Tensors) -> None:
    """Give a network its weights; all must be there."""
    found = network.load_state_dict({name: torch.from_numpy(t) for name, t in tensors.items()}, strict=False)
    missing = [name for name in found.missing_keys if not name.endswith(NOT_WEIGHTS)]
    if missing or found.unexpected_keys:
        raise SystemExit(f"missing weights: {missing}; unexpected: {found.unexpected_keys}")


def segmentation_stages(
    tensors: Tensors, samples: NDArray[np.float32], dtype: torch.dtype, *, at_once: int | None = 2
) -> Stages:
    """Run a PyanNet on (num_samples,); the last stage, `classifier`, holds the logits."""
    sizes = Sizes.of(tensors, duration=len(samples) / SAMPLE_RATE, at_once=at_once)
    whole, layered = pyannet(sizes), pyannet(sizes, monolithic=False)
    fill(whole, tensors)
    fill(layered, {_layered(name): tensor for name, tensor in tensors.items()})
    waves = torch.from_numpy(samples).to(dtype)[None, None]
    with torch.inference_mode(), _recording(_segmentation_places(layered)) as found:
        scores = layered.to(dtype)(waves)
        if not torch.equal(scores, whole.to(dtype)(waves)):
            raise SystemExit("a stack of LSTM layers does not give what the layers one by one give")
        filters = layered.sincnet.conv1d[0].filterbank.filters()[:, 0]
    stages = {"sincnet.filters": filters} | {
        name: x.swapaxes(1, 2) if name.startswith("sincnet") else x for name, x in found.items()
    }
    return _arrays(stages)


def embedding_stages(
    tensors: Tensors, samples: NDArray[np.float32], masks: NDArray[np.float32], dtype: torch.dtype
) -> Stages:
    """Run a ResNet on (num_samples,) and masks (1, speakers, frames); the last stage holds the voice vectors."""
    network = wespeaker(len(tensors["resnet.conv1.weight"]), len(tensors["resnet.seg_1.weight"]))
    fill(network, tensors)
    network = network.to(dtype)
    waves = torch.from_numpy(samples).to(dtype)[None, None]
    with torch.inference_mode(), _recording(_embedding_places(network)) as found:
        network(waves, weights=torch.from_numpy(masks).to(dtype))
        fbank = network.compute_fbank(waves)
    images = {name: x.permute(0, 3, 2, 1) if x.ndim == 4 else x for name, x in found.items()}
    return _arrays({"fbank": fbank} | images)


def _layered(name: str) -> str:
    """Name a stacked LSTM's tensor as one of single layers: `lstm.bias_ih_l1_reverse`, `lstm.1.bias_ih_l0_reverse`."""
    if not name.startswith("lstm."):
        return name
    kind, _, place = name.removeprefix("lstm.").rpartition("_l")
    layer, *direction = place.split("_")
    return "_".join([f"lstm.{layer}.{kind}_l0", *direction])


# a stage is what a module gives, or takes where the network applies a function between two modules
Place = tuple[str, torch.nn.Module, str]


def _segmentation_places(network: PyanNet) -> Iterator[Place]:
    sincnet, linear = network.sincnet, network.linear
    for number, conv in enumerate(sincnet.conv1d):
        yield f"sincnet.{number}.conv", conv, "gives"
        if number + 1 < len(sincnet.conv1d):
            yield f"sincnet.{number}", sincnet.conv1d[number + 1], "takes"
    yield f"sincnet.{len(sincnet.conv1d) - 1}", sincnet, "gives"
    for number, lstm in enumerate(network.lstm):
        yield f"lstm.{number}", lstm, "gives"
    for number, after in enumerate([*linear[1:], network.classifier]):
        yield f"linear.{number}", after, "takes"
    yield "classifier", network.classifier, "gives"


def _embedding_places(network: WeSpeakerResNet) -> Iterator[Place]:
    resnet = network.resnet
    yield "resnet.conv1", resnet.layer1, "takes"
    for stage in range(1, 5):
        for number, block in enumerate(getattr(resnet, f"layer{stage}")):
            yield f"resnet.layer{stage}.{number}", block, "gives"
    yield "resnet.pool", resnet.pool, "gives"
    yield "resnet.seg_1", resnet.seg_1, "gives"


@contextmanager
def _recording(places: Iterator[Place]) -> Iterator[dict[str, torch.Tensor]]:
    """Collect the stages of the networks that run meanwhile."""
    found: dict[str, torch.Tensor] = {}
    with ExitStack() as hooks:
        for name, module, side in places:
            register = module.register_forward_hook if side == "gives" else module.register_forward_pre_hook
            hooks.callback(register(_keep(found, name, side)).remove)
        yield found


def _keep(found: dict[str, torch.Tensor], name: str, side: str) -> Callable[..., None]:
    def hook(_module: torch.nn.Module, inputs: tuple[torch.Tensor, ...], outputs: Any = None) -> None:
        value = outputs if side == "gives" else inputs[0]
        found[name] = (value[0] if isinstance(value, tuple) else value).clone()

    return hook


def _arrays(stages: Mapping[str, torch.Tensor]) -> Stages:
    return {name: np.ascontiguousarray(x.detach().numpy()).astype(np.float64) for name, x in stages.items()}

"""Known mistakes of ports of these networks, each as something that can be computed.

A mistake is in the arithmetic, or in how a weight file is read. The text completes "ours is what ... gives".
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from .mistakes_campplus import CAMPPLUS_ARITHMETIC
from .mistakes_fbank import filterbank_mistakes
from .plain import compute, tensors_of
from .plain_campplus import is_campplus
from .plain_layers import FORWARD, NOT_TURNED_BACK, RIGHT, Arithmetic, Array, Given

GATES = ("input", "forget", "cell", "output")
AXES = {3: ("out", "in", "time"), 4: ("out", "in", "bins", "frames")}
# Whatever the layer: those of an image that ports confuse. All 23 orders of each kernel would take minutes.
IMAGE_ORDERS = ((0, 1, 3, 2), (0, 2, 3, 1), (0, 3, 2, 1), (1, 0, 2, 3))


@dataclass(frozen=True, slots=True, eq=False)
class Mistake:
    """`tensors` replace those of the right computation."""

    text: str
    how: Arithmetic = RIGHT
    tensors: Mapping[str, Array] = dataclasses.field(default_factory=dict)

    def result(self, stage: str, given: Given) -> Array:
        """Compute the stage with the mistake."""
        return compute(stage, dataclasses.replace(given, tensors={**given.tensors, **self.tensors}), self.how)


def mistakes(stage: str, given: Given) -> Iterator[Mistake]:
    """Yield the possible mistakes of a stage."""
    tensors = tensors_of(stage, given.tensors)
    known = CAMPPLUS_ARITHMETIC if is_campplus(given.tensors) else _ARITHMETIC
    yield from (Mistake(text, how) for stages, text, how in known if re.fullmatch(stages, stage))
    if stage.startswith("lstm."):
        yield from _lstm(tensors)
    biases = {name: np.zeros_like(tensor) for name, tensor in tensors.items() if "bias" in name}
    if biases:
        yield Mistake("no bias", tensors=biases)
    yield from _kernels(tensors)
    squares = {name: t.T for name, t in tensors.items() if t.ndim == 2 and t.shape[0] == t.shape[1]}  # noqa: PLR2004
    if squares:
        yield Mistake(f"{' and '.join(squares)} transposed", tensors=squares)


def _lstm(tensors: Mapping[str, Array]) -> Iterator[Mistake]:
    """Yield gates in another order, and directions exchanged."""
    for order in permutations(range(len(GATES))):
        if order != tuple(range(len(GATES))):
            names = ", ".join(GATES[order.index(place)] for place in range(len(GATES)))
            text = f"gates taken in the order {names} (torch's is {', '.join(GATES)})"
            yield Mistake(text, tensors={name: _reordered(tensor, order) for name, tensor in tensors.items()})
    exchanged = {name: tensors[_other_direction(name)] for name in tensors}
    yield Mistake("the weights of the two directions exchanged", tensors=exchanged)
    for kind in ("bias_ih", "bias_hh"):
        zeros = {name: np.zeros_like(tensor) for name, tensor in tensors.items() if kind in name}
        yield Mistake(f"no {kind}", tensors=zeros)


def _reordered(tensor: Array, order: tuple[int, ...]) -> Array:
    """Take the gates of a tensor, whose rows are grouped by them, in another order."""
    grouped = tensor.reshape(len(GATES), -1, *tensor.shape[1:])
    return grouped[list(order)].reshape(tensor.shape)


def _other_direction(name: str) -> str:
    return name.removesuffix("_reverse") if name.endswith("_reverse") else f"{name}_reverse"


def _kernels(tensors: Mapping[str, Array]) -> Iterator[Mistake]:
    """Yield kernels whose axes were mixed up without a change of shape, there and back, and kernels turned round."""
    kernels = {name: tensor for name, tensor in tensors.items() if tensor.ndim in AXES}
    for name, kernel in kernels.items():
        axes = AXES[kernel.ndim]
        for order in permutations(range(3)) if kernel.ndim == 3 else IMAGE_ORDERS:  # noqa: PLR2004
            if order == tuple(range(kernel.ndim)):
                continue
            shape = tuple(kernel.shape[axis] for axis in order)
            there = kernel.transpose(order).reshape(kernel.shape)
            back = kernel.reshape(shape).transpose(np.argsort(order))
            kept, written = ", ".join(axes), ", ".join(axes[axis] for axis in order)
            yield Mistake(f"{name} laid out ({written}), but read as ({kept})", tensors={name: there})
            if not np.array_equal(there, back):
                yield Mistake(f"{name} read as ({written}) instead of ({kept})", tensors={name: back})
        turned = kernel[..., ::-1] if kernel.ndim == 3 else kernel[..., ::-1, ::-1]  # noqa: PLR2004
        yield Mistake(f"{name} turned round", tensors={name: turned})


# the stages, by a regular expression; what is wrong; how to compute it
_ARITHMETIC = (
    (r"(sincnet|linear)\.\d", "ReLU in place of leaky ReLU (negative values cut to 0)", Arithmetic(slope=0.0)),
    (r"(sincnet|linear)\.\d", "no leaky ReLU", Arithmetic(slope=1.0)),
    (r"(sincnet|linear)\.\d", "a leaky ReLU of slope 0.1 (pyannote's is 0.01)", Arithmetic(slope=0.1)),
    (r"(sincnet|linear)\.\d", "a leaky ReLU of slope 0.2 (pyannote's is 0.01)", Arithmetic(slope=0.2)),
    (r"sincnet\.0\.conv", "no norm of the waveform", Arithmetic(wave_norm=False)),
    (r"sincnet\.0", "no absolute value after the sinc filters", Arithmetic(absolute=False)),
    (r"lstm\.\d", "a backward direction that is not run in reverse time", Arithmetic(backward=FORWARD)),
    (r"lstm\.\d", "a backward direction whose output is not turned back", Arithmetic(backward=NOT_TURNED_BACK)),
    *filterbank_mistakes("hamming"),
    (r"resnet\.(conv1|layer.*)", "a batch norm epsilon of 1e-3 (torch's is 1e-5)", Arithmetic(batch_norm_epsilon=1e-3)),
    (r"resnet\.layer.*", "no shortcut", Arithmetic(shortcut=False)),
    (r"resnet\.layer.*", "no ReLU after the shortcut", Arithmetic(last_relu=False)),
    (r"resnet\.pool", "a deviation that is not the unbiased one", Arithmetic(unbiased=False)),
    (r"resnet\.pool", "variances in place of deviations", Arithmetic(deviation=False)),
    (r"resnet\.pool", "bins before channels (pyannote's are channels before bins)", Arithmetic(channels_first=False)),
)

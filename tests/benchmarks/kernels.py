"""Time and error of each layer that computes in NumPy, beside MLX: `python -m tests.benchmarks.kernels`.

Both sides run in turn, on one thread; times are the least of several. Errors are the largest, then that as a share of
the outcome's root mean square; from float64, or where there is none, from MLX.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.blas import one_thread
from whisper_diarize.dimensions import DILATIONS
from whisper_diarize.nn import CamPlusPlus, CamPlusPlusDimensions, PyanNet, PyanNetDimensions, ResNet, ResNetDimensions
from whisper_diarize.nn.bilstm import BiLSTMLayer
from whisper_diarize.nn.campplus import FirstLayer
from whisper_diarize.nn.conv import Conv1x1, Conv3x3
from whisper_diarize.nn.dense_block import DenseBlock, ScaledRelu, Transit
from whisper_diarize.nn.kernels import backend

from mlx import nn  # isort: skip - likewise
import mlx.core as mx  # isort: skip - whisper_diarize.nn first: it chooses the BLAS

Floats = NDArray[np.float32]
Exact = NDArray[np.float64]

REPEATS = 7
WIDTHS = (8, 32)  # of the bundled embedding network, and of pyannote's
IMAGES = ((998, 80), (499, 40), (250, 20), (125, 10))  # of 10 s, in the ResNet's four stages
HALVED = (1, 2)  # CAM++'s strides over frames and bins
CAMPPLUS_FRAMES = 499  # of 10 s, after the head
LSTM_FRAMES, LSTM_SIZE = 589, 128
BATCHES = (1, 16)
HEAD = "kernel", "MLX ms", "NumPy ms", "ratio", "MLX error", "of rms", "NumPy error", "of rms"

rng = np.random.default_rng(0)


@dataclass(frozen=True, slots=True)
class Kernel:
    """A layer, its input, and its right output by float64 where known.

    Some layers choose NumPy by their input: `by_input`.
    """

    name: str
    layer: Callable[..., mx.array | Floats]
    x: mx.array
    exact: Callable[[Exact], Exact] | None = None
    by_input: bool = False


def main() -> None:
    """Print a Markdown table."""
    print(f"| {' | '.join(HEAD)} |\n|---|{'--:|' * (len(HEAD) - 1)}")
    for kernel in (*conv_kernels(), *campplus_kernels(), *lstm_kernels(), *networks()):
        plain, fast = times(kernel)
        numbers = [f"{plain:.2f}", f"{fast:.2f}", f"{plain / fast:.2f}", *errors(kernel)]
        print(f"| {kernel.name} | {' | '.join(numbers)} |", flush=True)


def conv_kernels() -> Iterator[Kernel]:
    """Return the convolutions of one window's images."""
    for width in WIDTHS:
        yield conv_kernel(Conv3x3(1, width), *IMAGES[0])
        for stage, sides in enumerate(IMAGES):
            channels = width << stage
            if stage:
                yield conv_kernel(Conv3x3(channels // 2, channels, 2), *IMAGES[stage - 1])
                yield conv_kernel(Conv1x1(channels // 2, channels, 2), *IMAGES[stage - 1])
            yield conv_kernel(Conv3x3(channels, channels), *sides)


def conv_kernel(layer: Conv3x3 | Conv1x1, frames: int, bins: int) -> Kernel:
    """Return a convolution of noise."""
    outputs, side, _, inputs = layer.weight.shape
    name = f"conv {side}x{side}, {frames}x{bins}, {inputs} to {outputs} channels"
    if layer.stride == HALVED:
        name += ", bins halved"
    return Kernel(name, layer, normal(1, frames, bins, inputs), partial(exact_conv, layer), by_input=True)


def campplus_kernels() -> Iterator[Kernel]:
    """Return the layers of CAM++ that other networks do not have."""
    dimensions = CamPlusPlusDimensions()
    channels = dimensions.head_channels
    for sides in IMAGES[0], (IMAGES[0][0], IMAGES[0][1] // 2):
        yield conv_kernel(Conv3x3(channels, channels, HALVED), *sides)
        yield conv_kernel(Conv1x1(channels, channels, HALVED), *sides)
    inputs, first = 10 * channels, dimensions.first_channels
    yield Kernel(
        f"conv over frames, {inputs} to {first}",
        FirstLayer(inputs, first),
        normal(1, IMAGES[0][0], inputs),
        by_input=True,
    )
    for (entering, leaving), num_layers, dilation in zip(
        dimensions.block_channels, dimensions.num_layers, DILATIONS, strict=True
    ):
        block, transit = DenseBlock(entering, num_layers, dimensions, dilation), Transit(leaving, leaving // 2)
        scale_norms(block)
        scale_norms(transit)
        name = f"{num_layers} dense layers, {entering} to {leaving} channels"
        yield Kernel(name, partial(last_stage, block), normal(1, CAMPPLUS_FRAMES, entering), by_input=True)
        name = f"transition, {leaving} to {leaving // 2} channels"
        yield Kernel(name, transit, normal(1, CAMPPLUS_FRAMES, leaving), by_input=True)


def last_stage(block: DenseBlock, x: mx.array) -> mx.array | Floats:
    """Run a block."""
    *_, (_, found) = block.stages(x)
    return found


def scale_norms(network: nn.Module) -> None:
    """Give norms a scale, above 0 as nearly all are, and a shift: they are zeros until they are loaded."""
    for module in network.modules():  # type: ignore[no-untyped-call]  # an untyped library
        if isinstance(module, ScaledRelu):
            module.scale, module.shift = mx.abs(normal(len(module.scale))), normal(len(module.shift))


def lstm_kernels() -> Iterator[Kernel]:
    """Return a layer of an LSTM."""
    for batch in BATCHES:
        layer = randomised(BiLSTMLayer(2 * LSTM_SIZE, LSTM_SIZE))
        yield Kernel(
            f"LSTM layer, {batch} windows", layer, normal(LSTM_FRAMES, batch, 2 * LSTM_SIZE), partial(exact_lstm, layer)
        )


def randomised(layer: BiLSTMLayer) -> BiLSTMLayer:
    """Give a layer weights, which are zeros until they are loaded."""
    for name, value in layer.parameters().items():  # type: ignore[no-untyped-call]  # an untyped library
        layer[name] = normal(*value.shape) / LSTM_SIZE**0.5
    return layer


def networks() -> Iterator[Kernel]:
    """Return the front end, and both networks."""
    samples, pyannet = normal(max(BATCHES), 160_000), PyanNet(PyanNetDimensions())
    for layer in pyannet.lstm.layers:
        randomised(layer)
    yield Kernel(f"SincNet, {len(samples)} windows", pyannet.sincnet, samples)
    yield Kernel(f"PyanNet, {len(samples)} windows", pyannet, samples)
    for width in WIDTHS:
        resnet = ResNet(ResNetDimensions(width=width))
        yield Kernel(f"ResNet of width {width}", resnet.frames, normal(1, *IMAGES[0]))
    campplus = CamPlusPlus(CamPlusPlusDimensions())
    scale_norms(campplus)
    yield Kernel("CAM++", campplus.frames, normal(1, *IMAGES[0]))


def plainly(kernel: Kernel) -> mx.array:
    """Run in MLX."""
    lent, backend.fast_blas = backend.fast_blas, lambda: None  # type: ignore[attr-defined]  # there all the same
    try:
        return kernel.layer(kernel.x)  # type: ignore[return-value]  # of this kind here
    finally:
        backend.fast_blas = lent  # type: ignore[attr-defined]  # there all the same


def quickly(kernel: Kernel) -> mx.array | Floats:
    """Run in NumPy."""
    return kernel.layer(backend.as_numpy(kernel.x) if kernel.by_input else kernel.x)


def times(kernel: Kernel) -> tuple[float, float]:
    """Return ms in MLX and in NumPy."""
    best = [float("inf")] * 2
    with one_thread():
        for _ in range(REPEATS):
            for way, run in enumerate((plainly, quickly)):
                start = time.perf_counter()
                found = run(kernel)
                if isinstance(found, mx.array):
                    mx.eval(found)
                best[way] = min(best[way], time.perf_counter() - start)
    return best[0] * 1000, best[1] * 1000


def errors(kernel: Kernel) -> list[str]:
    """Return the errors in MLX and in NumPy."""
    plain, fast = np.array(plainly(kernel), np.float64), np.array(quickly(kernel), np.float64)
    exact = plain if kernel.exact is None else kernel.exact(np.array(kernel.x, np.float64))
    size = np.sqrt(np.square(exact).mean())
    largest = [np.abs(found - exact).max() for found in (plain, fast)]
    texts = [[f"{error:.1e}", f"{error / size:.1e}"] for error in largest]
    return [*(["", ""] if kernel.exact is None else texts[0]), *texts[1]]


def exact_conv(layer: Conv3x3 | Conv1x1, image: Exact) -> Exact:
    """Convolve in float64."""
    kernel, (along, across) = np.array(layer.weight, np.float64), layer.stride
    side, border = kernel.shape[1], layer.padding[0]
    padded = np.pad(image, [(0, 0), (border, border), (border, border), (0, 0)])
    frames, bins = (count - side + 1 for count in padded.shape[1:3])
    taps = [(row, column) for row in range(side) for column in range(side)]
    shifted = (padded[:, r : r + frames : along, c : c + bins : across] @ kernel[:, r, c].T for r, c in taps)
    found = sum(shifted) + np.array(layer.bias, np.float64)
    return np.maximum(found, 0) if isinstance(layer, Conv3x3) else found


def exact_lstm(layer: BiLSTMLayer, x: Exact) -> Exact:
    """Run both directions in float64, by torch's equations."""
    weights = zip(*(np.array(layer[name], np.float64) for name in ("weight_ih", "weight_hh", "bias")), strict=True)
    forward, backward = (exact_direction(way, *each) for way, each in zip((x, x[::-1]), weights, strict=True))
    return np.concatenate([forward, backward[::-1]], axis=-1)


def exact_direction(x: Exact, weight_ih: Exact, weight_hh: Exact, bias: Exact) -> Exact:
    """Step in float64."""
    hidden = cell = np.zeros((x.shape[1], len(weight_hh)))
    states = []
    for gates in x @ weight_ih + bias:
        input_gate, forget_gate, candidate, output_gate = np.split(gates + hidden @ weight_hh, 4, axis=-1)
        cell = sigmoid(forget_gate) * cell + sigmoid(input_gate) * np.tanh(candidate)
        hidden = sigmoid(output_gate) * np.tanh(cell)
        states.append(hidden)
    return np.stack(states)


def sigmoid(x: Exact) -> Exact:
    """Return the logistic function."""
    return 1 / (1 + np.exp(-x))


def normal(*shape: int) -> mx.array:
    """Return normal noise."""
    return mx.array(rng.normal(size=shape).astype(np.float32))


if __name__ == "__main__":
    main()

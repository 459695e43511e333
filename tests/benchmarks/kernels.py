"""Time and error of each kernel beside the plain version that it stands for: `python tests/benchmarks/kernels.py`.

Both sides run in turn, on one thread; times are the least of several, errors the root mean square from float64.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.blas import fast_blas, one_thread
from whisper_diarize.nn import PyanNet, PyanNetDimensions, ResNet, ResNetDimensions, conv
from whisper_diarize.nn.bilstm import plain_steps
from whisper_diarize.nn.conv import Conv3x3
from whisper_diarize.nn.recurrence import run_steps
from whisper_diarize.nn.stages import last

import mlx.core as mx  # isort: skip - whisper_diarize.nn first: it chooses the BLAS

Floats = NDArray[np.float32]
Exact = NDArray[np.float64]

REPEATS = 7
WIDTHS = (8, 32)  # of the bundled embedding network, and of pyannote's
FRAMES, BINS = 998, 80  # of 10 s
LSTM_FRAMES, LSTM_SIZE = 589, 128
BATCHES = (1, 16)

rng = np.random.default_rng(0)


@dataclass(frozen=True, slots=True)
class Kernel:
    """Two ways to the same arrays, and the float64 ones where there are any."""

    name: str
    plain: Callable[[], mx.array | Floats]
    fast: Callable[[], mx.array | Floats]
    exact: Exact | None = None


def main() -> None:
    """Print a Markdown table."""
    print("| kernel | plain ms | fast ms | ratio | plain error | fast error |\n|---|--:|--:|--:|--:|--:|")
    for kernel in (*conv_kernels(), *recurrence_kernels(), *window_kernels()):
        plain, fast = times(kernel)
        errors = [error(way, kernel.exact) for way in (kernel.plain, kernel.fast)]
        print(f"| {kernel.name} | {plain:.2f} | {fast:.2f} | {plain / fast:.2f} | {' | '.join(errors)} |", flush=True)


def conv_kernels() -> Iterator[Kernel]:
    """Convolutions of one window's image where `conv` prefers Winograd, and the whole trunk."""
    for width in WIDTHS:
        for frames, bins, channels in ((FRAMES, BINS, width), (FRAMES // 2, BINS // 2, 2 * width)):
            image, layer = normal(1, frames, bins, channels), Conv3x3(channels, channels)
            layer.weight = normal(channels, 3, 3, channels)
            exact = exact_conv(np.array(image), np.array(layer.weight)) + np.array(layer.bias, np.float64)
            fast = partial(layer, image)
            yield Kernel(f"conv 3x3, {frames}x{bins}x{channels}", partial(plainly, fast), fast, np.maximum(exact, 0))
        resnet, features = ResNet(ResNetDimensions(width=width)), normal(4, FRAMES, BINS)
        together, singly = partial(resnet.frames, features), partial(one_by_one, resnet.frames, features)
        yield Kernel(f"ResNet of width {width}, 4 windows", partial(plainly, together), singly)


def plainly(run: Callable[[], mx.array]) -> mx.array:
    """Run without Winograd's algorithm."""
    least, conv.LEAST_PIXELS = conv.LEAST_PIXELS, 1 << 60
    try:
        return run()
    finally:
        conv.LEAST_PIXELS = least


def recurrence_kernels() -> Iterator[Kernel]:
    """The steps of an LSTM layer."""
    if fast_blas() is None:
        return
    for batch in BATCHES:
        inputs = normal(LSTM_FRAMES, 2, batch, 4 * LSTM_SIZE)
        weights = normal(2, LSTM_SIZE, 4 * LSTM_SIZE) / LSTM_SIZE**0.5
        yield Kernel(
            f"LSTM steps, {batch} windows",
            lambda inputs=inputs, weights=weights: plain_steps(inputs, weights),
            lambda inputs=inputs, weights=weights: run_steps(np.array(inputs), np.array(weights)),
            exact_steps(np.array(inputs), np.array(weights)),
        )


def window_kernels() -> Iterator[Kernel]:
    """The front end for 16 windows, together and one by one."""
    network = PyanNet(PyanNetDimensions())
    samples = normal(16, 160_000)
    yield Kernel("SincNet, 16 windows", lambda: last(network.sincnet.stages(samples)), lambda: network.sincnet(samples))


def one_by_one(network: Callable[[mx.array], mx.array], x: mx.array) -> Floats:
    """Run windows one after the other, as weights/networks.py does on a CPU."""
    return np.concatenate([np.array(network(window)) for window in mx.split(x, len(x))])


def times(kernel: Kernel) -> tuple[float, float]:
    """Return ms of the plain and of the fast way."""
    best = [float("inf")] * 2
    with one_thread():
        for _ in range(REPEATS):
            for way, run in enumerate((kernel.plain, kernel.fast)):
                start = time.perf_counter()
                mx.eval(run())
                best[way] = min(best[way], time.perf_counter() - start)
    return best[0] * 1000, best[1] * 1000


def error(run: Callable[[], mx.array | Floats], exact: Exact | None) -> str:
    """Return the root mean square of the error."""
    return "" if exact is None else f"{np.sqrt(np.square(np.array(run()) - exact).mean()):.1e}"


def exact_conv(image: Floats, kernel: Floats) -> Exact:
    """Convolve in float64."""
    padded = np.pad(image.astype(np.float64), [(0, 0), (1, 1), (1, 1), (0, 0)])
    frames, bins = image.shape[1:3]
    taps = [(row, column) for row in range(3) for column in range(3)]
    return sum(padded[:, r : r + frames, c : c + bins] @ kernel[:, r, c].T.astype(np.float64) for r, c in taps)


def exact_steps(inputs: Floats, weight_hh: Floats) -> Exact:
    """Step in float64."""
    hidden = np.zeros((*inputs.shape[1:3], weight_hh.shape[1]))
    cell, states = np.zeros_like(hidden), []
    for frame in inputs:
        gates = np.tanh(frame + hidden @ weight_hh.astype(np.float64))
        input_gate, forget_gate, candidate, output_gate = np.split(gates, 4, axis=-1)
        cell = (1 + forget_gate) / 2 * cell + (1 + input_gate) / 2 * candidate
        hidden = (1 + output_gate) / 2 * np.tanh(cell)
        states.append(hidden)
    return np.stack(states)


def normal(*shape: int) -> mx.array:
    """Return normal noise."""
    return mx.array(rng.normal(size=shape).astype(np.float32))


if __name__ == "__main__":
    main()

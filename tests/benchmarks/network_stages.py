"""Time of each stage of both networks beside its floor: `python -m tests.benchmarks.network_stages`.

On one thread, ms for a window of 10 s; the embedding network takes windows one by one, the other 16 together, as
nn/runtime.py has it on a CPU. The floor is what a stage's multiplications would take at the speed of a product
of matrices of 1024 x 1024, measured in the same run. Weights are random, the LSTMs' zero.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, reduce

import numpy as np

from whisper_diarize.blas import one_thread
from whisper_diarize.nn import Fbank, PyanNet, PyanNetDimensions, ResNet, ResNetDimensions, statistics_pool
from whisper_diarize.nn.activations import leaky_relu
from whisper_diarize.nn.conv import Image
from whisper_diarize.nn.kernels.backend import as_mlx, enter

import mlx.core as mx  # isort: skip - whisper_diarize.nn first: it chooses the BLAS

REPEATS = 7
SAMPLES = 160_000
WINDOWS = 16  # that the segmentation takes at once
SPEAKERS = 3
MASK_FRAMES = 589
SIZES = ((8, 2), (32, 4))  # ResNet's width and LSTM layers: of the bundled model, and of pyannote's
SQUARE = 1024

SINC_FLOP = 2 * (15_975 * 251 * 80 + 5_321 * 400 * 60 + 1_769 * 300 * 60)
FBANK_FLOP = 2 * 998 * 256 * 80  # the mel filters; a Fourier transform has few
IMAGES = ((998, 80), (499, 40), (250, 20), (125, 10))  # of the ResNet's four layers
BLOCKS = (3, 4, 6, 3)

rng = np.random.default_rng(0)


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a network, and the FLOP that it needs for one window."""

    name: str
    run: Callable[[mx.array], mx.array]
    flop: float


def main() -> None:
    """Print a Markdown table for each size."""
    with one_thread():
        speed = product_speed()
        print(f"One core multiplies matrices at {speed / 1e9:.0f} GFLOP/s.")
        for width, num_lstm_layers in SIZES:
            print(f"\nWidth {width}, {num_lstm_layers} LSTM layers\n")
            print("| stage | GFLOP | floor ms | ms | times the floor |\n|---|--:|--:|--:|--:|")
            segmentation = segmentation_stages(PyanNetDimensions(num_lstm_layers=num_lstm_layers))
            print_times("segmentation", segmentation, normal(WINDOWS, SAMPLES), speed)
            print_times("embedding", embedding_stages(ResNetDimensions(width=width)), normal(1, SAMPLES), speed)


def print_times(network: str, stages: list[Stage], samples: mx.array, speed: float) -> None:
    """Run the stages one after the other; print the least time of each for one window, and of them all."""
    runs = np.array([clock(stages, samples) for _ in range(REPEATS)]) / len(samples)
    rows = [(stage.name, stage.flop, seconds) for stage, seconds in zip(stages, runs.min(axis=0), strict=True)]
    rows.append((f"**{network}**", sum(stage.flop for stage in stages), runs.sum(axis=1).min()))
    for name, flop, seconds in rows:
        floor = flop / speed
        numbers = f"{flop / 1e9:.3f} | {floor * 1e3:.2f} | {seconds * 1e3:.2f} | {seconds / floor:.1f}"
        print(f"| {name} | {numbers} |", flush=True)


def clock(stages: list[Stage], x: mx.array) -> list[float]:
    """Return the seconds of each stage."""
    seconds = []
    for stage in stages:
        start = time.perf_counter()
        x = stage.run(x)
        if isinstance(x, mx.array):
            mx.eval(x)
        seconds.append(time.perf_counter() - start)
    return seconds


def product_speed() -> float:
    """Return FLOP/s of a large product."""
    matrix, best = normal(SQUARE, SQUARE), float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        mx.eval(matrix @ matrix)
        best = min(best, time.perf_counter() - start)
    return 2 * SQUARE**3 / best


def segmentation_stages(dimensions: PyanNetDimensions) -> list[Stage]:
    """Return the parts of a PyanNet."""
    network, frames, size = PyanNet(dimensions), MASK_FRAMES, dimensions.lstm_size
    inputs = [60] + [2 * size] * (dimensions.num_lstm_layers - 1)
    lstm_flop = sum(2 * frames * 2 * (count + size) * 4 * size for count in inputs)
    linear_flop = 2 * frames * (2 * size * 128 + 128 * 128 + 128 * dimensions.num_classes)
    linear = [lambda x, layer=layer: leaky_relu(layer(x)) for layer in network.linear]
    return [
        Stage("sincnet", network.sincnet, SINC_FLOP),
        Stage("lstm", network.lstm, lstm_flop),
        Stage("linear", partial(in_turn, [*linear, network.classifier]), linear_flop),
    ]


def embedding_stages(dimensions: ResNetDimensions) -> list[Stage]:
    """Return the parts of a ResNet, from the samples to the vectors of three speakers."""
    network, width = ResNet(dimensions), dimensions.width
    stages = [
        Stage("fbank", Fbank(), FBANK_FLOP),
        Stage("conv1", partial(first_image, network), 2 * 998 * 80 * 9 * width),  # type: ignore[arg-type]  # a fake, or what is to be refused
    ]
    before = width
    for number, (blocks, channels) in enumerate(zip(BLOCKS, dimensions.stage_channels, strict=True)):
        pixels = IMAGES[number][0] * IMAGES[number][1]
        values = 9 * before * channels + 9 * (2 * blocks - 1) * channels**2 + (before * channels if number else 0)
        layer = getattr(network, f"layer{number + 1}")
        stages.append(Stage(f"layer{number + 1}", partial(in_turn, layer), 2.0 * pixels * values))
        before = channels
    masks = mx.array((rng.random((1, SPEAKERS, MASK_FRAMES)) < 1 / 2).astype(np.float32))
    pool_flop = 2 * SPEAKERS * dimensions.pooled_channels * (125 + dimensions.dim)
    return [*stages, Stage("pool, seg_1", partial(pooled, network, masks), pool_flop)]


def first_image(network: ResNet, features: mx.array) -> Image:
    """Return the input of the trunk."""
    image = network.conv1(features[..., None])
    return enter(image)


def pooled(network: ResNet, masks: mx.array, image: mx.array) -> mx.array:
    """Return the vectors that become of the last image."""
    batch, frames = image.shape[:2]
    columns = as_mlx(image).swapaxes(2, 3).reshape(batch, frames, -1)
    return network.seg_1(statistics_pool(columns, masks))


def in_turn(layers: list[Callable[[mx.array], mx.array]], x: mx.array) -> mx.array:
    """Apply layers one after the other."""
    return reduce(lambda x, layer: layer(x), layers, x)


def normal(*shape: int) -> mx.array:
    """Return normal noise."""
    return mx.array(rng.normal(size=shape).astype(np.float32))


if __name__ == "__main__":
    main()

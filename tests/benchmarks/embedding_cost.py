"""Cost of CAM++ beside that of a ResNet as WeSpeaker's, in both modes, and of resegmentation.

    python -m tests.benchmarks.embedding_cost samples/standup.wav --model campplus --against bundled

The ResNet, 32 channels wide, has random weights, and is used with the model's own segmentation and settings, so that
the two differ in nothing else. `embedding` is that stage alone, of the same segmentation; `all` a whole diarization
but for its clustering, which depends on what the weights find; in `as pyannote's` the ResNet has windows as far apart
as pyannote's models have them, a tenth of their length. Figures are CPU seconds of all threads for a second of audio,
medians of runs in turn; the ratio is the median of each run's own, so that a machine that others use changes both sides
of it.

The second table is of whole diarizations in fast mode, with the clustering, by `--model` and `--against`: with the
`voice_weight` that the model has, and with 0, which leaves resegmentation out.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from statistics import median
from typing import Literal

import numpy as np

from whisper_diarize.audio import open_audio
from whisper_diarize.diarization import DiarizationOptions, MlxDiarizer
from whisper_diarize.models import Model, load_model
from whisper_diarize.models.config import STEP
from whisper_diarize.models.lazy import Lazy
from whisper_diarize.nn import EmbeddingNetwork, ResNetDimensions
from whisper_diarize.records import SAMPLE_RATE, Audio, Inference, SpeakerCount
from whisper_diarize.weights.contract import embedding_shapes
from whisper_diarize.weights.keys import resnet_parameters

Mode = Literal["exact", "fast"]
Work = Callable[[], object]

MODES: tuple[Mode, ...] = ("exact", "fast")


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording")
    parser.add_argument("--model", default="campplus", help="a name or a folder")
    parser.add_argument("--against", default="bundled", help="another, in the second table")
    parser.add_argument("--seconds", type=float, help="of the recording")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    audio = beginning(open_audio(arguments.recording, SAMPLE_RATE), arguments.seconds)
    model, other = load_model(arguments.model), load_model(arguments.against)
    print_row("mode", "stage", "CAM++", "ResNet", "ratio", "from", "to")
    print_row("---", "---", *("--:" for _ in range(5)))
    for mode in MODES:
        for stage, works in stages(model, mode, audio):
            print_row(mode, stage, *compared(works, audio.duration, arguments.runs))
    print()
    print_row("model", "with `voice_weight`", "without", "ratio", "from", "to")
    print_row("---", *("--:" for _ in range(5)))
    for one in (model, other):
        works = [partial(whole, MlxDiarizer(each), audio) for each in (one, weighed(one, 0.0))]
        print_row(one.config.name, *compared(works, audio.duration, arguments.runs))
    return 0


def beginning(audio: Audio, seconds: float | None) -> Audio:
    """Hold the first seconds of a recording, or all of it, in memory."""
    samples = audio.num_samples if seconds is None else round(seconds * SAMPLE_RATE)
    return Audio(audio.read(0, samples))


def stages(model: Model, mode: Mode, audio: Audio) -> Iterator[tuple[str, list[Work]]]:
    """Yield the stages to measure, each of both networks."""
    options = DiarizationOptions(mode=mode)
    resnet = random_resnet()
    diarizers = [MlxDiarizer(one, options) for one in (model, replace(model, lazy_embedding=Lazy(lambda: resnet)))]
    segmentation = diarizers[0].segment(audio)
    yield "embedding", [partial(diarizer.embed, audio, segmentation) for diarizer in diarizers]
    yield "all", [partial(infer, diarizer, audio) for diarizer in diarizers]
    often = MlxDiarizer(diarizers[1].model, replace(options, step=STEP * model.config.duration))
    yield "all, as pyannote's", [partial(infer, diarizer, audio) for diarizer in (diarizers[0], often)]


def infer(diarizer: MlxDiarizer, audio: Audio) -> Inference:
    """Run both networks."""
    return Inference.join(list(diarizer.infer(audio, Inference(), lambda _done, _total: None)))


def whole(diarizer: MlxDiarizer, audio: Audio) -> object:
    """Find the turns."""
    return diarizer.diarize(audio, SpeakerCount(), lambda _done, _total: None)


def weighed(model: Model, voice_weight: float) -> Model:
    """Return a model with another `voice_weight`."""
    return replace(model, config=replace(model.config, voice_weight=voice_weight))


def compared(works: Sequence[Work], seconds: float, runs: int) -> Iterator[str]:
    """Yield the cells of one comparison: both medians, and the ratio's median, least and largest value."""
    for work in works:
        work()  # what is only done once
    spent = np.array([[cpu_seconds(work) / seconds for work in works] for _ in range(runs)])
    ratios = spent[:, 0] / spent[:, 1]
    yield from (f"{median(column):.4f}" for column in spent.T)
    yield from (f"{ratio:.2f}" for ratio in (median(ratios), ratios.min(), ratios.max()))


def cpu_seconds(work: Work) -> float:
    """Measure the CPU time of some work, in all threads."""
    started = time.process_time()
    work()
    return time.process_time() - started


def random_resnet() -> EmbeddingNetwork:
    """Return a ResNet of WeSpeaker's size; arithmetic takes as long with any weights that are not extreme."""
    rng, dimensions = np.random.default_rng(0), ResNetDimensions()
    tensors = {
        name: rng.uniform(0.01, 0.05, shape).astype(np.float32) for name, shape in embedding_shapes(dimensions).items()
    }
    return EmbeddingNetwork(dimensions, resnet_parameters(tensors))


def print_row(*cells: str) -> None:
    """Print a row of Markdown."""
    print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())

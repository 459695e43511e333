"""CAM++ against torch, with real weights, and its cost beside the ResNet's.

    python -m tests.benchmarks.campplus campplus_cn_en_common.pt samples/standup.wav samples/interview.wav

Voices of pieces of each length, as many as fit side by side: 1 - the least cosine between ours and the equations in
torch's float64, and the largest difference as a share of the largest value; beside it torch's own float32.
Then the CPU seconds of `embed` for a second of audio, in windows of 10 s a second apart, of both networks in turn, the
ResNet 32 channels wide as WeSpeaker's are; the least of several runs. Needs the plugin whisper-diarize-train,
for its features in torch. `embedding_cost` measures whole diarizations.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from whisper_diarize_train.fbank import Fbank

from tests.benchmarks.embedding_cost import print_row, random_resnet
from tests.golden.reference_campplus import campplus_stages
from whisper_diarize.audio import open_audio
from whisper_diarize.nn import CamPlusPlusNetwork, EmbeddingNetwork
from whisper_diarize.records import SAMPLE_RATE
from whisper_diarize.weights import load_embedding, read_weight_file, to_float32

Floats = NDArray[np.float32]
Network = CamPlusPlusNetwork | EmbeddingNetwork
Tensors = Mapping[str, NDArray[np.float32]]

LENGTHS = (0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)  # seconds
MAX_PIECES = 12
WINDOW, STEP, NUM_WINDOWS = 10.0, 1.0, 8  # seconds
MASK_FRAMES = 100
REPEATS = 5
HEAD = "seconds", "pieces", "1 - cosine", "of largest", "torch: 1 - cosine", "of largest"


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path, help="a checkpoint of torch")
    parser.add_argument("recordings", nargs="+")
    arguments = parser.parse_args()
    ours = load_embedding(arguments.weights)
    if not isinstance(ours, CamPlusPlusNetwork):
        parser.error(f"{arguments.weights} is no CAM++")
    tensors = {name: to_float32(tensor) for name, tensor in read_weight_file(arguments.weights).tensors.items()}
    audios = [open_audio(recording, SAMPLE_RATE) for recording in arguments.recordings]
    recordings = [audio.read(0, audio.num_samples) for audio in audios]
    print_row(*HEAD)
    print_row(*("--:" for _ in HEAD))
    for seconds in LENGTHS:
        print_row(*parity(ours, tensors, recordings, seconds))
    print()
    print_row("masks", "CAM++ CPU s/s", "ResNet CPU s/s", "ratio")
    print_row(*("--:" for _ in range(4)))
    windows = np.stack([recordings[0][start : start + seconds_of(WINDOW)] for start in starts()])
    networks = (ours, random_resnet())
    for name, masks in speakers():
        print_row(name, *costs(networks, windows, masks))
    return 0


def parity(ours: CamPlusPlusNetwork, tensors: Tensors, recordings: list[Floats], seconds: float) -> Iterator[str]:
    """Yield the cells of one length."""
    size = seconds_of(seconds)
    pieces = [samples[at : at + size] for samples in recordings for at in range(0, len(samples) - size, size)]
    chosen = np.stack(pieces[:: max(1, len(pieces) // MAX_PIECES)][:MAX_PIECES])
    masks = np.ones((len(chosen), 1, 1), np.float32)
    embedded = ours.embed(ours.features(chosen), masks)[:, 0].astype(np.float64)
    found = [embedded, run(tensors, chosen, torch.float32)]
    exact = run(tensors, chosen, torch.float64)
    yield f"{seconds:g}"
    yield f"{len(chosen)}"
    for vectors in found:
        yield f"{1 - cosines(vectors, exact).min():.0e}"
        yield f"{np.abs(vectors - exact).max() / np.abs(exact).max():.0e}"


def run(tensors: Tensors, samples: Floats, dtype: torch.dtype) -> NDArray[np.float64]:
    """Return torch's."""
    features = Fbank("povey").to(dtype)(torch.from_numpy(samples).to(dtype))
    return campplus_stages(tensors, features, np.ones((len(samples), 1, 1), np.float32))["voices"][:, 0]


def cosines(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the cosine of each pair."""
    return np.asarray((one * other).sum(axis=1) / np.linalg.norm(one, axis=1) / np.linalg.norm(other, axis=1))


def speakers() -> Iterator[tuple[str, Floats]]:
    """Yield who talks in each window: (windows, speakers, frames)."""
    frames, shape = np.arange(MASK_FRAMES), (NUM_WINDOWS, 1, MASK_FRAMES)
    first = np.broadcast_to(frames < MASK_FRAMES // 2, shape)
    yield "one speaker, all the time", np.ones(shape, np.float32)
    yield "two, half of the time each", np.concatenate([first, ~first], axis=1).astype(np.float32)
    some = np.broadcast_to(frames % 20 < 9, shape)  # a turn of 0.9 s every 2 s
    yield "two, 45 % of the time each", np.concatenate([some, np.roll(some, 10, axis=-1)], axis=1).astype(np.float32)
    yield "two, always both", np.ones((NUM_WINDOWS, 2, MASK_FRAMES), np.float32)


def costs(networks: Sequence[Network], windows: Floats, masks: Floats) -> Iterator[str]:
    """Yield the cells of one row of the costs."""
    least = [float("inf")] * len(networks)
    for _ in range(REPEATS):
        for place, network in enumerate(networks):
            least[place] = min(least[place], cpu_seconds(network, windows, masks) / (NUM_WINDOWS * STEP))
    yield from (f"{seconds:.3f}" for seconds in least)
    yield f"{least[0] / least[1]:.2f}"


def cpu_seconds(network: Network, windows: Floats, masks: Floats) -> float:
    """Measure the CPU time of embedding the voices, in all threads."""
    started = time.process_time()
    network.embed(network.features(windows), masks)
    return time.process_time() - started


def starts() -> range:
    """Return the first sample of each window."""
    return range(0, NUM_WINDOWS * seconds_of(STEP), seconds_of(STEP))


def seconds_of(seconds: float) -> int:
    """Return how many samples some seconds are."""
    return round(seconds * SAMPLE_RATE)


if __name__ == "__main__":
    sys.exit(main())

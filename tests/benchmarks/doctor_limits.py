"""The basis of doctor's limits: distances between right computations of the same stage.

    python -m tests.benchmarks.doctor_limits samples/standup.wav

For each stage of the bundled networks, of a random PyanNet of four LSTM layers and of a small random CAM++, on 20 s of
speech, the largest difference as a share of the largest value, and what the correlation lacks: of torch in float32 from
torch in float64; of ours from torch in float32; and of NumPy that rounds the factors of matrix products and
convolutions to 11 bits, as GPUs do (TF32), from torch in float64. Needs the plugin whisper-diarize-train.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from whisper_diarize_train.fbank import Fbank
from whisper_diarize_train.networks import PyanNet, WeSpeakerResNet34

from tests.doctor import recorder
from tests.golden.reference_campplus import campplus_stages
from whisper_diarize.audio import open_audio
from whisper_diarize.doctor import plain
from whisper_diarize.doctor.checkup import CAMPPLUS
from whisper_diarize.doctor.compare import correlation
from whisper_diarize.doctor.plain import compute
from whisper_diarize.doctor.plain_layers import Given
from whisper_diarize.models import bundled_directory
from whisper_diarize.weights import load_embedding, load_segmentation

Array = np.ndarray
Stages = dict[str, Array]

WINDOW = 160_000  # samples: 10 s
START = 20  # seconds
DROPPED_BITS = 23 - 10  # of the 23 that a float32 stores


def random_pyannet() -> PyanNet:
    """Return an untrained PyanNet whose output depends on its input: torch's first weights are too small for that."""
    torch.manual_seed(0)
    network = PyanNet(num_lstm_layers=4)
    with torch.no_grad():
        for parameter in network.lstm.parameters():
            parameter.mul_(3)
    return network


class Tf32(np.ndarray):
    """An array whose products are of rounded factors."""

    def __matmul__(self, other: Array) -> Array:  # type: ignore[override]  # narrower on purpose
        return (_rounded(self) @ _rounded(other)).view(Tf32)

    def __rmatmul__(self, other: Array) -> Array:  # type: ignore[override]  # narrower on purpose
        return (_rounded(other) @ _rounded(self)).view(Tf32)


def main() -> int:
    """Print a table for each network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording")
    start = START * 16_000
    samples = open_audio(parser.parse_args().recording).read(start, start + 2 * WINDOW).reshape(2, WINDOW)
    masks = np.zeros((2, 3, 589), np.float32)
    masks[:, 0], masks[:, 1, :300], masks[:, 2, 100:110] = 1, 1, 1
    bundled = bundled_directory()
    with tempfile.TemporaryDirectory() as folder:
        random = Path(folder) / "segmentation.safetensors"
        save_file({name: tensor.numpy() for name, tensor in random_pyannet().state_dict().items()}, random)
        for name, path in (("PyanNet, bundled", bundled / random.name), ("PyanNet, random", random)):
            ours = load_segmentation(path)
            network = _filled(PyanNet(ours.dimensions.num_lstm_layers), path)
            record = lambda network: recorder.record_segmentation(network, samples)  # noqa: E731
            show(name, record(network), record(network.double()), ours.stages(samples), _tensors(path), samples, masks)  # type: ignore[no-untyped-call]  # an untyped library
    path = bundled / "embedding.safetensors"
    ours = load_embedding(path)  # type: ignore[assignment]  # a fake in its place
    network = _filled(WeSpeakerResNet34(ours.dimensions.width), path)  # type: ignore[attr-defined]  # there all the same
    record = lambda network: recorder.record_embedding(network, samples, masks)  # noqa: E731
    stages = ours.stages(samples, masks)  # type: ignore[call-arg]  # of a kind that its stub lacks
    show("ResNet, bundled", record(network), record(network.double()), stages, _tensors(path), samples, masks)  # type: ignore[no-untyped-call]  # an untyped library
    tensors, stages = _tensors(CAMPPLUS), load_embedding(CAMPPLUS).stages(samples, masks)
    single, double = (
        campplus_stages(tensors, Fbank("povey").to(dtype)(torch.from_numpy(samples).to(dtype)), masks)
        for dtype in (torch.float32, torch.float64)
    )
    show("CAM++, small", single, double, stages, tensors, samples, masks)
    return 0


def show(  # noqa: PLR0913, PLR0917 - a benchmark
    name: str, single: Stages, double: Stages, ours: Stages, tensors: Stages, samples: Array, masks: Array
) -> None:
    """Print a row for each stage."""
    print(f"{name:18} {'torch 32 from 64':>19} {'ours from torch 32':>19} {'TF32':>19}")
    rounded = dict(_rounded_stages(list(single), tensors, samples, masks))
    for stage, expected in single.items():
        pairs = (expected, double[stage]), (ours[stage], expected), (rounded[stage], double[stage])
        print(f"{stage:18}" + "".join(f" {_share(*pair):9.1e} {_lacking(*pair):9.1e}" for pair in pairs))


def _rounded_stages(names: list[str], tensors: Stages, samples: Array, masks: Array) -> Iterator[tuple[str, Array]]:
    """Yield the output of every stage with rounded products, each fed with the one before."""
    rounded = {name: tensor.view(Tf32) for name, tensor in tensors.items()}
    right = plain._filters
    plain._filters = lambda tensors: right(tensors).view(Tf32)  # they are no tensors, but are multiplied like those
    x = samples.view(Tf32)
    for name in names:
        y = compute(name, Given(x, rounded, masks))
        yield name, np.asarray(y)
        x = x if name == "sincnet.filters" else y.view(Tf32)
        if name == "xvector.dense":  # the last, `voices`, begins with the samples again
            x = samples.view(Tf32)
    plain._filters = right


def _rounded(x: Array) -> Array:
    """Round to the nearest float32 with 10 stored bits."""
    bits = np.ascontiguousarray(x, dtype=np.float32).view(np.ndarray).view(np.uint32).astype(np.uint64)
    half = 1 << (DROPPED_BITS - 1)
    kept = (bits + half) >> DROPPED_BITS << DROPPED_BITS
    return kept.astype(np.uint32).view(np.float32).astype(np.float64)


def _share(found: Array, expected: Array) -> float:
    return float(np.abs(found - expected).max() / np.abs(expected).max())


def _lacking(found: Array, expected: Array) -> float:
    return 1 - correlation(found.ravel().astype(np.float64), expected.ravel().astype(np.float64))


def _tensors(path: Path) -> Stages:
    return {name: tensor.astype(np.float32) for name, tensor in load_file(path).items()}


def _filled(network: torch.nn.Module, path: Path) -> torch.nn.Module:
    network.load_state_dict({name: torch.from_numpy(t) for name, t in _tensors(path).items()}, strict=False)
    return network.eval()


if __name__ == "__main__":
    sys.exit(main())

"""Compare our networks in MLX with the same weights in torch, on speech.

    python tests/benchmarks/torch_parity.py samples/standup.wav

Printed for each network: the largest difference, the largest value (to judge it by), 1 - correlation, and, for the
segmentation, the share of frames in which both choose the same class. Needs the plugin whisper-diarize-train.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from whisper_diarize_train.networks import PyanNet, WeSpeakerResNet34

from whisper_diarize.audio import open_audio
from whisper_diarize.weights import bundled_directory, load_embedding, load_segmentation

WINDOW = 160_000  # samples: 10 s

Floats = NDArray[np.float32]


def main() -> int:
    """Print a row for each network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording")
    samples = open_audio(parser.parse_args().recording).array
    windows = samples[: len(samples) // WINDOW * WINDOW].reshape(-1, WINDOW)
    bundled = bundled_directory()
    print(f"{'network':34} {'difference':>10} {'of':>6} {'1 - correlation':>15} {'same class':>10}")
    with tempfile.TemporaryDirectory() as folder, torch.inference_mode():
        pyannet = Path(folder) / "segmentation.safetensors"
        save_file(random_pyannet().state_dict(), pyannet)
        for name, path in (("PyanNet, bundled", bundled / pyannet.name), ("PyanNet, random, 4 LSTM layers", pyannet)):
            show(name, *logits(path, windows), classes=True)
        resnet = Path(folder) / "embedding.safetensors"
        torch.manual_seed(0)
        save_file(WeSpeakerResNet34(32).state_dict(), resnet)
        for name, path in (("ResNet, bundled", bundled / resnet.name), ("ResNet, random, width 32", resnet)):
            show(name, *voices(path, windows))
    return 0


def random_pyannet() -> PyanNet:
    """Return an untrained PyanNet whose output depends on its input: torch's first weights are too small for that."""
    torch.manual_seed(0)
    network = PyanNet(num_lstm_layers=4)
    with torch.no_grad():
        for parameter in network.lstm.parameters():
            parameter.mul_(3)
    return network


def logits(path: Path, windows: Floats) -> tuple[Floats, Floats]:
    """Return our logits and torch's for the weights in `path`."""
    ours = load_segmentation(path)
    theirs = PyanNet(ours.dimensions.num_lstm_layers).eval()
    theirs.load_state_dict({name: value.float() for name, value in load_file(path).items()}, strict=False)
    return ours.logits(windows), theirs.logits(torch.from_numpy(windows)).numpy()


def voices(path: Path, windows: Floats) -> tuple[Floats, Floats]:
    """Return our voice vectors and torch's, of whole windows."""
    ours = load_embedding(path)
    theirs = WeSpeakerResNet34(ours.dimensions.width).eval()
    theirs.load_state_dict({name: value.float() for name, value in load_file(path).items()}, strict=False)
    masks = np.ones((len(windows), 1, 1), np.float32)
    mine = ours.embed(ours.features(windows), masks)[:, 0]
    return mine, np.concatenate([theirs(torch.from_numpy(window)[None]).numpy() for window in windows])


def show(name: str, mine: Floats, expected: Floats, *, classes: bool = False) -> None:
    """Print one row."""
    # in float64: 1 - correlation is far below what float32 can say
    distance = 1 - np.corrcoef(mine.ravel().astype(np.float64), expected.ravel().astype(np.float64))[0, 1]
    same = f"{100 * (mine.argmax(-1) == expected.argmax(-1)).mean():.2f} %" if classes else ""
    print(f"{name:34} {np.abs(mine - expected).max():10.1e} {np.abs(expected).max():6.1f} {distance:15.0e} {same:>10}")


if __name__ == "__main__":
    sys.exit(main())

"""Make the goldens: what pyannote.audio and torch give for every stage, on our own samples.

    python -m tests.golden.make_goldens            # writes the files
    python -m tests.golden.make_goldens --check    # compares the bytes, writes nothing

Needs pyannote.audio 4.0.7 and safetensors. The same machine writes the same bytes; another one differs in last digits.
"""

import argparse
import hashlib
import io
import os
import sys
import warnings
import wave
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

os.environ["PYANNOTE_METRICS_ENABLED"] = "0"  # before pyannote.audio: it would report its use

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file

from tests.golden.random_weights import random_tensors
from tests.golden.reference_networks import (
    NOT_WEIGHTS,
    Sizes,
    Stages,
    Tensors,
    embedding_stages,
    pyannet,
    segmentation_stages,
    wespeaker,
)
from tests.golden.reference_pipeline import pipeline_arrays

Arrays = dict[str, NDArray[np.generic]]

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
DOCTOR = ROOT / "whisper_diarize" / "doctor" / "golden"
BUNDLED = ROOT / "whisper_diarize" / "models" / "bundled"
SAMPLE_RATE = 16000
# recording, start and length in seconds
WINDOW = ("standup", 24.5, 5.0)  # two voices, who interrupt each other
CLIP = ("standup", 10.0, 45.4)  # four voices; the last window reaches beyond the end
# file, seconds, network
RANDOM = (
    ("segmentation_random", 3, Sizes(lstm_layers=4)),
    ("multilabel_random", 5, Sizes(lstm=64, lstm_layers=1, linear=48, linear_layers=1, duration=5.0, at_once=None)),
)
VALUES_PER_STAGE = 1500  # what is kept of a stage
KEPT_WHOLE = 4000  # values: logits, statistics and vectors are


def main() -> int:
    """Write or compare all files."""
    check = check_only(__doc__)
    differing = [path for path, arrays in goldens() if not store(path, arrays, check=check)]
    for path in differing:
        print(f"{path.relative_to(ROOT)} differs")  # noqa: T201 - a script
    return 1 if differing else 0


def check_only(description: str) -> bool:
    """Read the options of a script, and make torch compute the same on every run; return whether to write nothing."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with the files that are there, write nothing")
    check: bool = parser.parse_args().check
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(mode=True)
    return check


def goldens() -> Iterator[tuple[Path, Arrays]]:
    """Make the files one after the other."""
    bundled = {name: _weights(f"{name}.safetensors") for name in ("segmentation", "embedding")}
    hashes = {f"sha256/{name}": _sha256(BUNDLED / f"{name}.safetensors") for name in bundled}
    speech = read(*WINDOW)
    yield DOCTOR / "networks.npz", hashes | bundled_networks(bundled, speech)
    clip = {"recording": np.array(CLIP[0]), "start": np.array(CLIP[1]), "seconds": np.array(CLIP[2])}
    stages = pipeline_arrays(bundled["segmentation"], bundled["embedding"], read(*CLIP), read("interview", 0.0, 43.0))
    yield DOCTOR / "pipeline.npz", hashes | clip | stages
    for name, arrays in random_networks(speech):
        yield HERE / f"{name}.npz", arrays


def bundled_networks(bundled: Mapping[str, Tensors], speech: NDArray[np.int16]) -> Arrays:
    """Record both bundled networks on a window with two voices and an interruption."""
    samples = speech / np.float32(32768)
    stages = recorded(lambda dtype: segmentation_stages(bundled["segmentation"], samples, dtype))
    logits = stages["classifier"].reshape(stages["classifier/shape"])
    masks = speaking(logits)  # type: ignore[arg-type]  # a fake, or what is to be refused
    voices = recorded(lambda dtype: embedding_stages(bundled["embedding"], samples, masks, dtype))
    return {"samples": speech, "masks": masks.astype(np.uint8)} | stages | voices  # type: ignore[return-value]  # of this kind here


def random_networks(speech: NDArray[np.int16]) -> Iterator[tuple[str, Arrays]]:
    """Record networks with random weights, which no training has made tame."""
    for seed, (name, seconds, sizes) in enumerate(RANDOM, start=1):
        weights = random_tensors(_shapes(pyannet(sizes)), seed)
        yield name, random_segmentation(weights, speech[: seconds * SAMPLE_RATE], sizes.at_once) | _seed(seed, weights)
    weights = random_tensors(_shapes(wespeaker(width=4, dim=64)), seed=3)
    yield "embedding_random", random_embedding(weights, speech[: 3 * SAMPLE_RATE]) | _seed(3, weights)


def random_segmentation(weights: Tensors, speech: NDArray[np.int16], at_once: int | None) -> Arrays:
    """Record a PyanNet."""
    samples = speech / np.float32(32768)
    stages = recorded(lambda dtype: segmentation_stages(weights, samples, dtype, at_once=at_once))
    return {"samples": speech} | stages


def random_embedding(weights: Tensors, speech: NDArray[np.int16]) -> Arrays:
    """Record a ResNet, pooled over everything, the first half, a few frames, and nothing."""
    samples = speech / np.float32(32768)
    masks = np.zeros((1, 4, 177), np.float32)
    masks[:, 0] = 1
    masks[:, 1, :88] = 1
    masks[:, 2, 100:113] = 1
    stages = recorded(lambda dtype: embedding_stages(weights, samples, masks, dtype))
    return {"samples": speech, "masks": masks.astype(np.uint8)} | stages  # type: ignore[return-value]  # of this kind here


def recorded(run: Callable[[torch.dtype], Stages]) -> Arrays:
    """Return what is kept of each stage in float32, and how far float32 is from float64.

    A stage is kept whole, or every `NAME/step`-th of its values; `NAME/shape` is what it was.
    """
    single, double = run(torch.float32), run(torch.float64)
    arrays: Arrays = {}
    for name, stage in single.items():
        step = 1 if stage.size <= KEPT_WHOLE else _step(stage.size, stage.shape[-1])
        arrays[name] = stage.ravel()[::step].astype(np.float32)
        arrays[f"{name}/shape"] = np.array(stage.shape)
        arrays[f"{name}/step"] = np.array(step)
        arrays[f"{name}/floor"] = np.abs(stage - double[name]).max()
    return arrays


def speaking(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return who talks in (1, frames, 7) powerset logits, and everybody: (1, speakers, frames)."""
    sets = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], np.float32)
    decisions = sets[logits.argmax(axis=-1)][0].T
    return np.stack([*(row for row in decisions if row.any()), np.ones_like(decisions[0])])[None]


def read(recording: str, start: float, duration: float) -> NDArray[np.int16]:
    """Read a part of a sample, in seconds."""
    with wave.open(str(ROOT / "samples" / f"{recording}.wav"), "rb") as file:
        file.setpos(round(start * SAMPLE_RATE))
        return np.frombuffer(file.readframes(round(duration * SAMPLE_RATE)), dtype="<i2").astype(np.int16)


def store(path: Path, arrays: dict[str, Any], *, check: bool) -> bool:
    """Write a file, or say whether it has these bytes."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    if check:
        return path.is_file() and path.read_bytes() == buffer.getvalue()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())
    print(f"{path.relative_to(ROOT)}: {len(arrays)} arrays, {len(buffer.getvalue()) / 1000:.0f} kB")  # noqa: T201 - a script
    return True


def _step(size: int, channels: int) -> int:
    """Return the smallest step that keeps few enough values, and reaches every channel."""
    step = max(1, -(-size // VALUES_PER_STAGE))
    while np.gcd(step, channels) != 1:
        step += 1
    return step


def _seed(seed: int, weights: Tensors) -> Arrays:
    return {"weights/seed": np.array(seed), "sha256/weights": _sha256(weights)}


def _weights(name: str) -> Tensors:
    return {key: tensor.astype(np.float32) for key, tensor in load_file(BUNDLED / name).items()}


def _shapes(network: torch.nn.Module) -> dict[str, tuple[int, ...]]:
    return {name: tuple(t.shape) for name, t in network.state_dict().items() if not name.endswith(NOT_WEIGHTS)}


def _sha256(source: Path | Tensors) -> NDArray[np.str_]:
    """Return the hash of a file, or of tensors in the order of their names."""
    if isinstance(source, Path):
        return np.array(hashlib.sha256(source.read_bytes()).hexdigest())
    return np.array(hashlib.sha256(b"".join(source[name].tobytes() for name in sorted(source))).hexdigest())


if __name__ == "__main__":
    sys.exit(main())

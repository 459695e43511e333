"""Make the golden of CAM++: a small network with random weights, and what torch gives for every stage of it.

    python -m tests.golden.make_campplus            # writes the files
    python -m tests.golden.make_campplus --check    # compares the bytes, writes nothing

Needs torchaudio, whose filterbank is the reference, and what `make_goldens` needs.
"""

import sys

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save
from torchaudio.compliance import kaldi

from tests.golden.make_goldens import (
    DOCTOR,
    ROOT,
    SAMPLE_RATE,
    WINDOW,
    Arrays,
    _sha256,
    check_only,
    read,
    recorded,
    store,
)
from tests.golden.random_weights import random_tensors
from tests.golden.reference_campplus import Sizes, campplus_stages

SIZES = Sizes(head=8, first=16, growth=8, bottleneck=16, context=8, layers=(3, 3, 2), dim=16)
SEED = 4
SECONDS = 3
WEIGHTS = DOCTOR / "campplus.safetensors"


def main() -> int:
    """Write or compare both files."""
    check = check_only(__doc__)
    tensors = {n: t.astype(np.float16) for n, t in random_tensors(SIZES.shapes(), SEED).items()}
    same = _store_weights(save(tensors), check=check)
    weights = {name: tensor.astype(np.float32) for name, tensor in tensors.items()}
    speech = read(*WINDOW)[: SECONDS * SAMPLE_RATE]
    arrays = {"sha256/embedding": _sha256(WEIGHTS)} | random_campplus(weights, speech)
    return 0 if store(DOCTOR / "campplus.npz", arrays, check=check) and same else 1


def random_campplus(weights: dict[str, NDArray[np.float32]], speech: NDArray[np.int16]) -> Arrays:
    """Record a CAM++, and the voices of everything, the first half, some frames here and there, and nothing."""
    masks = np.zeros((1, 4, 177), np.float32)
    masks[:, 0] = 1
    masks[:, 1, :88] = 1
    masks[:, 2, 30:40] = masks[:, 2, 100:113] = 1
    stages = recorded(lambda dtype: campplus_stages(weights, _fbank(speech, dtype), masks))
    return {"samples": speech, "masks": masks.astype(np.uint8)} | stages  # type: ignore[return-value]  # of this kind here


def _fbank(speech: NDArray[np.int16], dtype: torch.dtype) -> torch.Tensor:
    """Return log-mel features less their mean: (1, frames, 80)."""
    waves = torch.from_numpy(speech.astype(np.float32)).to(dtype)[None]
    energies = kaldi.fbank(waves, num_mel_bins=80, dither=0.0, sample_frequency=SAMPLE_RATE, window_type="povey")
    return (energies - energies.mean(dim=0))[None]


def _store_weights(content: bytes, *, check: bool) -> bool:
    if check:
        return WEIGHTS.is_file() and WEIGHTS.read_bytes() == content
    WEIGHTS.write_bytes(content)
    print(f"{WEIGHTS.relative_to(ROOT)}: {len(content) / 1000:.0f} kB")  # noqa: T201 - a script
    return True


if __name__ == "__main__":
    sys.exit(main())

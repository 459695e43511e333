"""Write trained networks as a model directory: two float16 safetensors files, `config.json`, and for VBx a PLDA."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor

from whisper_diarize_train.config import ModelSettings

DERIVABLE = (".num_batches_tracked", ".filterbank.n_", ".filterbank.window_")
SEGMENTATION_FILE, EMBEDDING_FILE = "segmentation.safetensors", "embedding.safetensors"
PLDA_FILES = {"xvec_transform.npz": ("mean1", "mean2", "lda"), "plda.npz": ("mu", "tr", "psi")}


def export(
    segmentation: dict[str, Tensor],
    embedding: dict[str, Tensor],
    out: Path,
    settings: ModelSettings,
    plda: Mapping[str, NDArray[np.float64]] | None = None,
) -> None:
    """Write both state dicts, the settings and the PLDA into the directory `out`.

    Raises:
        ValueError: the settings say VBx, but there is no PLDA; a weight is not finite in half precision.
    """
    if settings.clustering == "vbx" and plda is None:
        raise ValueError("clustering by VBx needs a PLDA: run `whisper-diarize train plda` first")
    out.mkdir(parents=True, exist_ok=True)
    save_file(to_float16(segmentation), out / SEGMENTATION_FILE)
    save_file(to_float16(embedding), out / EMBEDDING_FILE)
    layers = sum(name.startswith("lstm.weight_hh_l") for name in segmentation) // 2
    dim, width = len(embedding["resnet.seg_1.bias"]), len(embedding["resnet.conv1.weight"])
    description = asdict(settings) | {
        "segmentation": {"file": SEGMENTATION_FILE, "sample_rate": 16000, "num_lstm_layers": layers},
        "embedding": {"file": EMBEDDING_FILE, "sample_rate": 16000, "width": width, "dim": dim},
    }
    (out / "config.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")
    if plda is not None:
        write_plda(plda, out / "plda")


def write_plda(plda: Mapping[str, NDArray[np.float64]], folder: Path) -> None:
    """Write the two files of a PLDA, as pyannote.audio names them, in single precision."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, names in PLDA_FILES.items():
        arrays = {name: plda[name].astype(np.float32) for name in names}
        np.savez_compressed(folder / file, allow_pickle=False, **arrays)


def read_plda(folder: Path) -> dict[str, NDArray[np.float64]] | None:
    """Read the output of `write_plda`; None if there is none."""
    if not folder.is_dir():
        return None
    arrays: dict[str, NDArray[np.float64]] = {}
    for file in PLDA_FILES:
        with np.load(folder / file) as found:
            arrays |= {name: found[name].astype(np.float64) for name in found.files}
    return arrays


def to_float16(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights in half precision, without those that follow from the architecture.

    Raises:
        ValueError: a weight is not finite in half precision.
    """
    half = {name: value.half().contiguous() for name, value in state.items() if not name.endswith(DERIVABLE)}
    broken = sorted(name for name, value in half.items() if not torch.isfinite(value).all())
    if broken:
        raise ValueError(f"not finite in half precision: {', '.join(broken)}; train on, or with another seed")
    return half

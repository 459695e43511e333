"""Write trained networks as a model directory: two float16 safetensors files and `config.json`."""

import json
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from whisper_diarize_train.config import ModelSettings

DERIVABLE = (".num_batches_tracked", ".filterbank.n_", ".filterbank.window_")
SEGMENTATION_FILE, EMBEDDING_FILE = "segmentation.safetensors", "embedding.safetensors"


def export(segmentation: dict[str, Tensor], embedding: dict[str, Tensor], out: Path, settings: ModelSettings) -> None:
    """Write both state dicts and the settings into the directory `out`."""
    out.mkdir(parents=True, exist_ok=True)
    save_file(to_float16(segmentation), out / SEGMENTATION_FILE)
    save_file(to_float16(embedding), out / EMBEDDING_FILE)
    layers = sum(name.startswith("lstm.weight_hh_l") for name in segmentation) // 2
    dim, width = len(embedding["resnet.seg_1.bias"]), len(embedding["resnet.conv1.weight"])
    description = asdict(settings) | {
        "segmentation": {"file": SEGMENTATION_FILE, "sample_rate": 16000, "num_lstm_layers": layers},
        "embedding": {"file": EMBEDDING_FILE, "sample_rate": 16000, "width": width, "dim": dim},
        "clustering": "ahc",
    }
    (out / "config.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")


def to_float16(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights in half precision, without what follows from the architecture.

    Raises:
        ValueError: a weight is not finite in half precision.
    """
    half = {name: value.half().contiguous() for name, value in state.items() if not name.endswith(DERIVABLE)}
    broken = sorted(name for name, value in half.items() if not torch.isfinite(value).all())
    if broken:
        raise ValueError(f"not finite in half precision: {', '.join(broken)}; train on, or with another seed")
    return half

"""The two networks of a model folder as sherpa-onnx wants them.

    python -m tests.benchmarks.speed_onnx FOLDER    # writes them there

What the metadata must say is read from sherpa-onnx's own exports: scripts/pyannote/segmentation/export-onnx.py,
scripts/wespeaker/add_meta_data.py and csrc/speaker-embedding-extractor-model.cc (Apache-2.0). The embedding begins
after the filter bank, which sherpa-onnx has itself, and pools over all that it is given.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any

import onnx
import torch
from whisper_diarize_pyannote.engine import quiet
from whisper_diarize_pyannote.pipelines import load_pipeline

OPSET = 17
EXAMPLE_FRAMES = 200


class Voice(torch.nn.Module):
    """Maps features, (batch, frames, 80), to vectors, (batch, dim)."""

    def __init__(self, resnet: torch.nn.Module) -> None:
        super().__init__()
        self.resnet = resnet

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        return self.resnet(features)[1]


def main() -> None:
    """Export both."""
    warnings.simplefilter("ignore")
    folder = Path(sys.argv[1])
    with quiet():
        pipeline = load_pipeline(str(folder))
        export_segmentation(pipeline._segmentation.model, folder / "segmentation.onnx")
        export_embedding(pipeline._embedding.model_, folder / "embedding.onnx")


def export_segmentation(network: Any, path: Path) -> None:
    """Write the network for windows one by one, which is how sherpa-onnx calls it."""
    facts, field, rate = network.specifications, network.receptive_field, network.hparams.sample_rate
    if not facts.powerset:
        sys.exit("sherpa-onnx knows no segmentation whose classes are speakers; only a powerset")
    num_samples = round(facts.duration * rate)
    torch.onnx.export(
        network, (torch.zeros(1, 1, num_samples),), path, input_names=["x"], output_names=["y"],
        opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    describe(
        path,
        model_type="pyannote-segmentation-3.0",
        version=1,
        num_speakers=len(facts.classes),
        powerset_max_classes=facts.powerset_max_classes,
        num_classes=facts.num_powerset_classes,
        sample_rate=rate,
        window_size=num_samples,
        receptive_field_size=round(field.duration * rate),
        receptive_field_shift=round(field.step * rate),
    )


def export_embedding(network: Any, path: Path) -> None:
    """Write the network for features of any length."""
    torch.onnx.export(
        Voice(network.resnet), (torch.randn(1, EXAMPLE_FRAMES, network.hparams.num_mel_bins),), path,
        input_names=["features"], output_names=["vector"], dynamic_axes={"features": {0: "B", 1: "T"}},
        opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    describe(
        path,
        framework="wespeaker",
        language="English",
        sample_rate=network.hparams.sample_rate,
        output_dim=network.dimension,
        normalize_samples=0,  # the network wants 16-bit numbers
        feature_normalize_type="global-mean",
    )


def describe(path: Path, **facts: object) -> None:
    """Add metadata to a file."""
    model = onnx.load(path)
    onnx.helper.set_model_props(model, {name: str(value) for name, value in facts.items()})
    onnx.save(model, path)


if __name__ == "__main__":
    main()

"""pyannote.audio's pipeline, from a model folder of whisper_diarize or as pyannote.audio itself loads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from huggingface_hub.errors import HfHubHTTPError, HFValidationError
from pyannote.audio import Model, Pipeline
from pyannote.audio.core.plda import PLDA
from pyannote.audio.pipelines import SpeakerDiarization
from safetensors import SafetensorError
from safetensors.torch import load_file

from whisper_diarize import ModelError, OptionError
from whisper_diarize.weights import ModelConfig, bundled_directory, read_config

from .networks import embedding_network, segmentation_network

BUNDLED = "bundled"
CONFIG, SEGMENTATION, EMBEDDING, PLDA_FOLDER = (
    "config.json",
    "segmentation.safetensors",
    "embedding.safetensors",
    "plda",
)
KLASSES = {"ahc": "AgglomerativeClustering", "vbx": "VBxClustering"}


def load_pipeline(model: str) -> SpeakerDiarization:
    """Return the pipeline of `bundled`, of a folder in either layout, or of a hub repository.

    Raises:
        OptionError: there is no such model.
        ModelError: it cannot be had, or is broken.
    """
    folder = bundled_directory() if model == BUNDLED else Path(model)
    if (folder / CONFIG).is_file():
        return build_pipeline(folder)
    if folder.is_dir() and not (folder / "config.yaml").is_file():
        raise OptionError(f"{model}: neither config.json nor pyannote's config.yaml is in this folder")
    return _pretrained(model)


def build_pipeline(folder: Path) -> SpeakerDiarization:
    """Build the pipeline of a folder with whisper_diarize's layout: its weights, used as its config.json says.

    Raises:
        ModelError: a file is missing or broken.
    """
    config = read_config(folder / CONFIG)
    segmentation = segmentation_network(read_tensors(folder / SEGMENTATION), str(folder / SEGMENTATION), config)
    embedding = embedding_network(read_tensors(folder / EMBEDDING), str(folder / EMBEDDING))
    plda = read_plda(folder / PLDA_FOLDER) if config.clustering == "vbx" else None
    return assemble(segmentation, embedding, config, plda)


def assemble(
    segmentation: Model, embedding: Model, config: ModelConfig, plda: PLDA | None = None
) -> SpeakerDiarization:
    """Make a pipeline of two networks, used as `config` says; VBx needs a PLDA of their voice vectors."""
    pipeline = SpeakerDiarization(
        segmentation=segmentation,
        segmentation_step=config.step / config.duration,
        embedding=embedding,
        embedding_exclude_overlap=config.exclude_overlap,
        plda=plda or PLDA.__new__(PLDA),  # pyannote would fetch one that AHC never uses
        clustering=KLASSES[config.clustering],
    )
    pipeline.clustering.constrained_assignment = config.constrained
    pipeline.instantiate(_parameters(config))
    return pipeline


def read_tensors(path: Path) -> dict[str, torch.Tensor]:
    """Return the tensors of a .safetensors file.

    Raises:
        ModelError: it cannot be read.
    """
    try:
        return load_file(path)
    except (OSError, SafetensorError) as exc:
        raise ModelError(f"{path}: the weights cannot be read: {exc}") from exc


def read_plda(folder: Path) -> PLDA:
    """Return the PLDA in a folder: xvec_transform.npz and plda.npz, as pyannote has them.

    Raises:
        ModelError: it cannot be read.
    """
    try:
        return PLDA.from_pretrained(folder)
    except (OSError, KeyError, ValueError) as exc:
        raise ModelError(f"{folder}: the PLDA cannot be read: {exc}") from exc


# Any: what pyannote calls a parameter
def _parameters(config: ModelConfig) -> dict[str, dict[str, Any]]:
    """Return the hyper-parameters under pyannote's names."""
    segmentation: dict[str, Any] = {"min_duration_off": config.min_duration_off}
    if config.max_speakers_per_frame is None:
        segmentation["threshold"] = config.threshold
    clustering: dict[str, Any] = {"threshold": config.clustering_threshold}
    if config.clustering == "vbx":
        clustering |= {"Fa": config.fa, "Fb": config.fb}
    else:
        clustering |= {"method": "centroid", "min_cluster_size": config.min_cluster_size}
    return {"segmentation": segmentation, "clustering": clustering}


def _pretrained(model: str) -> SpeakerDiarization:
    """Let pyannote.audio load a folder of its own, or fetch a repository; HF_TOKEN is read by huggingface_hub."""
    try:
        pipeline = Pipeline.from_pretrained(model)
    except HFValidationError as exc:
        raise OptionError(f"there is no folder {model!r}, and it is no name of a hub repository either") from exc
    except (HfHubHTTPError, OSError) as exc:
        raise ModelError(
            f"{model} cannot be had ({str(exc).strip().splitlines()[0]}); if it is gated, accept its conditions at "
            f"https://huggingface.co/{model} and set HF_TOKEN to a token of yours"
        ) from exc
    if not isinstance(pipeline, SpeakerDiarization):
        raise ModelError(f"{model} is not a pipeline for speaker diarization but a {type(pipeline).__name__}")
    pipeline.legacy = False  # we want the exclusive turns too
    return pipeline

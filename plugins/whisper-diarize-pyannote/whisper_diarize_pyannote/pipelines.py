"""pyannote.audio's pipeline, from a model folder of whisper_diarize or as pyannote.audio itself loads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from huggingface_hub.errors import HfHubHTTPError, HFValidationError
from numpy.typing import NDArray
from pyannote.audio import Model, Pipeline
from pyannote.audio.core.plda import PLDA
from pyannote.audio.pipelines import SpeakerDiarization
from pyannote.audio.pipelines.clustering import AgglomerativeClustering
from pyannote.core import SlidingWindowFeature
from safetensors import SafetensorError
from safetensors.torch import load_file

from whisper_diarize import ModelError, OptionError
from whisper_diarize.models import ModelConfig, bundled_directory, find_files, model_config
from whisper_diarize.weights import network_weights, segmentation_weights

from .networks import embedding_network, segmentation_network

BUNDLED = "bundled"
NAMES = {  # repositories of the hub
    "community-1": "pyannote/speaker-diarization-community-1",
    "pyannote-3.1": "pyannote/speaker-diarization-3.1",
}
OURS, THEIRS = "config.json", "config.yaml"
KLASSES = {
    "ahc": "AgglomerativeClustering",
    "vbx": "VBxClustering",
    "ward": "AgglomerativeClustering",  # pyannote has no such clustering; this is what is nearest to it
}


class ConstrainedClustering(AgglomerativeClustering):  # type: ignore[misc]  # its types are not followed
    """pyannote's agglomerative clustering, constrained as its VBx is.

    Its own would let those who do not talk in a window take a speaker away from those who do.
    """

    def __call__(
        self,
        embeddings: NDArray[np.float32],
        segmentations: SlidingWindowFeature,
        **options: object,
    ) -> Any:  # pyannote's clusters, similarities and centroids
        """Cluster (chunks, speakers, dim); those who do not talk have no voice."""
        silent = segmentations.data.sum(axis=1) == 0
        heard = np.where(silent[..., None], np.nan, embeddings)
        return super().__call__(heard, segmentations=segmentations, **options)


def load_pipeline(model: str) -> SpeakerDiarization:
    """Return the pipeline of `bundled`, of a folder in either layout, or of a hub repository.

    Raises:
        OptionError: there is no such model.
        ModelError: it cannot be had, or is broken.
    """
    folder = bundled_directory() if model == BUNDLED else Path(model)
    if (folder / OURS).is_file():
        return build_pipeline(folder)
    if folder.is_dir() and not (folder / THEIRS).is_file():
        raise OptionError(f"{model}: no model: it has neither {OURS} nor a pipeline's {THEIRS}")
    return _pretrained(NAMES.get(model, model))


def build_pipeline(folder: Path) -> SpeakerDiarization:
    """Build the pipeline of a folder with whisper_diarize's layout: its weights, used as its config.json says.

    Raises:
        ModelError: a file is missing or broken.
    """
    files = find_files(folder)
    config = model_config(files, segmentation_weights(files.segmentation))
    segmentation = segmentation_network(read_tensors(files.segmentation), str(files.segmentation), config)
    embedding = embedding_network(read_tensors(files.embedding), str(files.embedding))
    plda = read_plda(files.plda[0].parent) if files.plda and config.clustering == "vbx" else None
    return assemble(segmentation, embedding, config, plda)


def assemble(
    segmentation: Model, embedding: Model, config: ModelConfig, plda: PLDA | None = None
) -> SpeakerDiarization:
    """Make a pipeline of two networks, used as `config` says.

    Raises:
        ModelError: it says VBx, which needs a PLDA.
    """
    if config.clustering == "vbx" and plda is None:
        raise ModelError(f"{config.name}: clustering by VBx needs a PLDA, and the model has none")
    pipeline = SpeakerDiarization(
        segmentation=segmentation,
        segmentation_step=config.step / config.duration,
        embedding=embedding,
        embedding_exclude_overlap=config.exclude_overlap,
        plda=plda or PLDA.__new__(PLDA),  # pyannote would fetch one that AHC never uses
        clustering=KLASSES[config.clustering],
    )
    if config.clustering != "vbx" and config.constrained:
        pipeline.clustering = ConstrainedClustering(constrained_assignment=True)
    else:
        pipeline.clustering.constrained_assignment = config.constrained
    pipeline.instantiate(_parameters(config))
    return pipeline


def read_tensors(path: Path) -> dict[str, torch.Tensor]:
    """Return the tensors of a weight file; no code in it is run, as pyannote.audio would.

    Raises:
        ModelError: it cannot be read.
    """
    if path.suffix != ".safetensors":
        return {name: torch.from_numpy(tensor) for name, tensor in network_weights(path).float32().items()}
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

"""Choice of the clustering that a model asks for."""

from __future__ import annotations

from whisper_diarize.clustering import AgglomerativeClustering, Plda, VbxClustering, WardClustering
from whisper_diarize.errors import ModelError
from whisper_diarize.models import ModelConfig

from .options import DiarizationOptions
from .speakers import Clustering


def clustering_of(config: ModelConfig, plda: Plda | None, options: DiarizationOptions) -> Clustering:
    """Return the model's clustering, with the options in place of its own settings.

    A threshold or a smallest cluster asks a model that clusters by Ward's tree for agglomerative clustering.

    Raises:
        ModelError: it is VBx, but the model has no PLDA.
    """
    threshold = options.clustering_threshold or config.clustering_threshold
    constrained = config.constrained if options.constrained is None else options.constrained
    if config.clustering == "ward" and options.clustering_threshold is None and options.min_cluster_size is None:
        return WardClustering(config.speaker_penalty, constrained)
    if config.clustering != "vbx":
        return AgglomerativeClustering(threshold, options.min_cluster_size or config.min_cluster_size, constrained)
    if plda is None:
        raise ModelError(f"the model '{config.name}' clusters by VBx, but has no PLDA to do so; give it one")
    return VbxClustering(plda, threshold, config.fa, config.fb, constrained)

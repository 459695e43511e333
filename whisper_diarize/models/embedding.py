"""The embedding of a model: a network of ours, which the contents of its file tell, or one that a plugin loads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from whisper_diarize.catalogue import Architectures
from whisper_diarize.dimensions import CamPlusPlusDimensions
from whisper_diarize.errors import ModelError
from whisper_diarize.protocols import Embedder
from whisper_diarize.weights import EmbeddingWeights, embedding_weights, make_embedding

from .files import ModelFiles
from .lazy import Lazy
from .plugin_embedding import load_plugin_embedding

SAMPLE_RATE = 16_000  # of all models


@dataclass(frozen=True, slots=True, eq=False)
class Embedding:
    """The embedding of a model, made when it is first used.

    `dim` tells the length of its vectors. `release` is what its vectors depend on beside its file: nothing for ours,
    the plugin's distribution and version, or None if they are not known.
    """

    network: Lazy[Embedder]
    dim: Callable[[], int]
    release: str | None = ""


def find_embedding(files: ModelFiles, architectures: Architectures) -> Embedding:
    """Return the embedding of a model: the file of ours is read and checked now, that of a plugin when it is used.

    Raises:
        ModelError: it is broken, or of another architecture than the model's description says, or of none.
    """
    if files.config.has_own_embedding:
        weights = own_weights(files)
        return Embedding(Lazy(lambda: make_embedding(weights)), lambda: weights.dimensions.dim)
    check_registered(files, architectures.known)
    entry = architectures.get(files.config.embedding_architecture)
    release = architectures.releases.get(entry.plugin)
    network: Lazy[Embedder] = Lazy(lambda: load_plugin_embedding(files.embedding, entry, release))
    return Embedding(network, lambda: _measured_dim(network()), release and f"{entry.name} of {release}")


def own_weights(files: ModelFiles) -> EmbeddingWeights:
    """Read the weights of an embedding of ours.

    Raises:
        ModelError: they are broken, or of another architecture than the model's description says.
    """
    weights, stated = embedding_weights(files.embedding), files.config.embedding_architecture
    found = "campplus" if isinstance(weights.dimensions, CamPlusPlusDimensions) else "resnet"
    if stated not in ("", found):
        raise ModelError(
            f"{files.embedding}: the file holds a {found}, but the embedding_architecture of the model "
            f"{files.config.name} is {stated}; write {found} there, or leave it out"
        )
    return weights


def check_registered(files: ModelFiles, known: Sequence[str]) -> None:
    """Check that the architecture of a model is one of those that are known.

    Raises:
        ModelError: it is not.
    """
    name = files.config.embedding_architecture
    if name and name not in known:
        raise ModelError(
            f"{files.embedding}: the model {files.config.name} needs the embedding architecture '{name:.100}', which "
            f"no plugin registers; there is: {', '.join(known)}; install its plugin, or name its file with --plugin"
        )


def _measured_dim(network: Embedder) -> int:
    """Embed a second of silence to learn the length of the vectors."""
    features = network.features(np.zeros((1, SAMPLE_RATE), np.float32))
    return int(network.embed(features, np.ones((1, 1, features.shape[1]), np.float32)).shape[2])

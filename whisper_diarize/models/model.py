"""A model: two networks, how to use them, and a PLDA."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whisper_diarize.catalogue import Architectures
from whisper_diarize.clustering import Plda
from whisper_diarize.errors import ModelError
from whisper_diarize.protocols import Embedder
from whisper_diarize.records import VoiceModel
from whisper_diarize.weights import (
    PLDA_FILE,
    PLDA_TRANSFORM_FILE,
    SegmentationWeights,
    make_segmentation,
    read_plda,
    reading,
    segmentation_weights,
)

from .classes import resolve_config
from .config import ModelConfig
from .embedding import Embedding, check_registered, find_embedding, own_weights
from .files import PLDA, ModelFiles
from .lazy import Lazy
from .voice_figures import FIGURES

if TYPE_CHECKING:
    from whisper_diarize.nn import SegmentationNetwork


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A pair of networks, how to use them, and for VBx a PLDA of their voice vectors.

    The networks are made when they are first used. `fingerprint` is a checksum of the weight files, with the release of
    the plugin that the embedding is of, if it is one's; None if that is not known, or the networks come from elsewhere.
    `voices` is the same of the embedding alone, whose vectors only are comparable with its own.
    """

    lazy_segmentation: Lazy[SegmentationNetwork]
    lazy_embedding: Lazy[Embedder]
    config: ModelConfig
    plda: Plda | None = None
    fingerprint: str | None = None
    voices: str | None = None

    @property
    def voice_model(self) -> VoiceModel | None:
        """The embedding as people's voices are kept by it over recordings; None: it is not known which one it is."""
        return None if self.voices is None else VoiceModel(self.voices, FIGURES.get(self.voices))

    @property
    def segmentation(self) -> SegmentationNetwork:
        """The network that finds the local speakers of a window."""
        return self.lazy_segmentation()

    @property
    def embedding(self) -> Embedder:
        """The network that makes a vector of each voice."""
        return self.lazy_embedding()


def load_files(files: ModelFiles, architectures: Architectures | None = None) -> Model:
    """Load the files of a model: they are read and checked now, and the networks made when they are first used.

    `architectures` are those of plugins; None: there are none.

    Raises:
        ModelError: a file is missing, broken, or does not belong to such a model.
    """
    with reading(files.segmentation.parent, "the model"):
        segmentation = segmentation_weights(files.segmentation)
        embedding = find_embedding(files, architectures or Architectures())
        return Model(
            Lazy(lambda: make_segmentation(segmentation)),
            embedding.network,
            model_config(files, segmentation),
            model_plda(files, embedding.dim),
            *_identities(files, embedding),
        )


def check_files(files: ModelFiles, architectures: Sequence[str]) -> None:
    """Read the files of a model, and see whether they belong together, without making networks of them.

    `architectures` are the names of those that are known.

    Raises:
        ModelError: as `load_files`.
    """
    check_registered(files, architectures)
    model_config(files, segmentation_weights(files.segmentation))
    dim = own_weights(files).dimensions.dim if files.config.has_own_embedding else None
    model_plda(files, lambda: dim)


def fingerprint(files: ModelFiles) -> str:
    """Return a checksum of both weight files: 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in (files.segmentation, files.embedding):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _identities(files: ModelFiles, embedding: Embedding) -> tuple[str | None, str | None]:
    """Return all on which the output of both networks depends, and of the embedding; None without a plugin's release.

    It is not known then.
    """
    if embedding.release is None:
        return None, None
    voices = hashlib.sha256(files.embedding.read_bytes()).hexdigest()
    return f"{fingerprint(files)} {embedding.release}".rstrip(), f"{voices} {embedding.release}".rstrip()


def model_config(files: ModelFiles, segmentation: SegmentationWeights) -> ModelConfig:
    """Return the configuration of a model whose segmentation is known.

    Raises:
        ModelError: the description and the weights contradict each other.
    """
    source, num_classes = str(files.segmentation), segmentation.dimensions.num_classes
    return resolve_config(source, files.config, files.explicit_fields, segmentation.metadata, num_classes)


def model_plda(files: ModelFiles, dim: Callable[[], int | None]) -> Plda | None:
    """Read the PLDA, if there is one: only then is `dim` asked for the length of a voice vector. None: any length.

    Raises:
        ModelError: it is broken, or the clustering needs one and there is none.
    """
    if files.plda is not None:
        return Plda(**read_plda(*files.plda, dim()))
    if files.config.clustering == "vbx":
        raise ModelError(
            f"{files.config.name}: clustering by VBx needs a PLDA, and the model has none: it lacks "
            f"{PLDA}/{PLDA_TRANSFORM_FILE} and {PLDA}/{PLDA_FILE}"
        )
    return None

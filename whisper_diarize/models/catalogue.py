"""The diarization models that have a name, as data: place, contents and licence."""

from __future__ import annotations

from dataclasses import dataclass

from .config import ModelConfig

AUTO, BUNDLED = "auto", "bundled"


@dataclass(frozen=True, slots=True)
class File:
    """A file of a repository: its size in bytes (None: unknown) and its SHA-256."""

    name: str
    size: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository of huggingface.co. `revision` None: its `main` at the first download is kept for good."""

    name: str
    files: tuple[File, ...]
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class NamedModel:
    """A model of the hub.

    With one repository, this is a folder that describes itself. With two, they are the segmentation and the embedding,
    each a single file, and `config` says how to use them. `gated`: the owner wants consent and a token.
    """

    name: str
    licence: str
    repositories: tuple[Repository, ...]
    gated: bool = False
    config: ModelConfig | None = None


COMMUNITY_1 = NamedModel(
    "community-1",
    "CC-BY-4.0",
    (
        Repository(
            "pyannote/speaker-diarization-community-1",
            (
                File("config.yaml", 444, "5ce2bfa9a938dc132cec1172592d65173cbb8f444ea1e4133f10f9391de155be"),
                File(
                    "segmentation/pytorch_model.bin",
                    5_906_507,
                    "7ad24338d844fb95985486eb1a464e32d229f6d7a03c9abe60f978bacf3f816e",
                ),
                File(
                    "embedding/pytorch_model.bin",
                    26_646_242,
                    "6f10ff60898a1d185fa22e1d11e0bfa8a92efec811f11bca48cb8cafebefd929",
                ),
                File("plda/plda.npz", 133_852, "9b77bcd840692710dd3496f62ecfeed8d8e5f002fd991b785079b244eab7d255"),
                File(
                    "plda/xvec_transform.npz",
                    134_376,
                    "325f1ce8e48f7e55e9c8aa47e05d2766b7c48c4b25b8de8dd751e7a4cc5fbe8f",
                ),
            ),
            "3533c8cf8e369892e6b79ff1bf80f7b0286a54ee",
        ),
    ),
    gated=True,
)

# No revision of these two is known from two independent sources, and a wrong one would shut everybody out.
PYANNOTE_3_1 = NamedModel(
    "pyannote-3.1",
    "MIT (embedding: CC-BY-4.0)",
    (
        Repository("mlx-community/pyannote-segmentation-3.0-mlx", (File("weights.npz", 5_900_000),)),
        Repository("mlx-community/wespeaker-voxceleb-resnet34-LM", (File("weights.npz", 26_614_262),)),
    ),
    config=ModelConfig(
        "pyannote-3.1",
        clustering_threshold=0.7045654963945799,  # speaker-diarization-3.1 config.yaml, as the next
        min_cluster_size=12,
        licence="MIT (embedding: CC-BY-4.0)",
    ),
)

HUB_MODELS = {model.name: model for model in (COMMUNITY_1, PYANNOTE_3_1)}
"""In the order in which `auto` tries them: the best first."""

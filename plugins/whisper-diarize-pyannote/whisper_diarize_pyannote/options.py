"""Options of pyannote.audio, set with `-o pyannote.NAME=VALUE`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from whisper_diarize import OptionError


@dataclass(frozen=True, slots=True)
class PyannoteOptions:
    """Options of pyannote.audio.

    Attributes:
        model: bundled, a folder (whisper_diarize's or pyannote's own layout) or a repository of huggingface.co; a gated
            one needs a token in the environment variable HF_TOKEN.
        device: torch's name of the device to compute on.
        segmentation_batch_size: windows that go through the segmentation network at once.
        embedding_batch_size: voices that go through the embedding network at once.

    Raises:
        OptionError: a batch size is below 1.
    """

    model: str = "bundled"
    device: Literal["cpu", "mps", "cuda"] = "cpu"
    segmentation_batch_size: int = 32  # speaker-diarization-community-1 config.yaml
    embedding_batch_size: int = 4  # its 32 are for GPUs

    def __post_init__(self) -> None:
        for name in ("segmentation_batch_size", "embedding_batch_size"):
            if getattr(self, name) < 1:
                raise OptionError(f"pyannote.{name} must be at least 1, not {getattr(self, name)}")

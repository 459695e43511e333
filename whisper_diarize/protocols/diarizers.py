"""Components that tell speakers apart, and their networks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from whisper_diarize.records import (
        Audio,
        Diarization,
        Inference,
        SpeakerCount,
    )

    from .transcribers import Progress

# Any: each array has its own type
Precomputed = Mapping[str, "NDArray[Any]"]
"""Arrays by name."""


@runtime_checkable
class Diarizer(Protocol):
    """Finds who speaks when."""

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:
        """Return the turns of `audio`; none for silence.

        Raises:
            DiarizationError: the diarizer failed.
            ModelError: its model cannot be had.
        """


@runtime_checkable
class ResumableDiarizer(Diarizer, Protocol):
    """A diarizer of two phases: inference is costly and may be kept, telling speakers apart is not.

    Provisional: our own diarizer is the only one so far, and this may change in any version.
    """

    def cache_key(self) -> str | None:
        """Return a text that is the same only if `infer` would find the same; None: do not keep it.

        What only matters to `finalize` is left out.
        """

    def infer(self, audio: Audio, known: Inference, progress: Progress) -> Iterator[Inference]:
        """Yield the inference of `audio` after the windows that are `known` already, part by part.

        Where the parts were cut must not matter. Errors are those of `diarize`.
        """

    def precompute_key(self) -> str:
        """Return a text that is the same only if `precompute` would return the same of the same inference."""

    def precompute(self, inference: Inference) -> Precomputed:
        """Return arrays that `finalize` needs for any number of speakers, by name; none if there are none.

        Errors are those of `diarize`.
        """

    def finalize(
        self, audio: Audio, inference: Inference, precomputed: Precomputed, speaker_count: SpeakerCount
    ) -> Diarization:
        """Return the turns, as `diarize` does, from the inference of the whole recording, without reading samples.

        `precomputed` is empty where nothing was kept.

        Raises:
            DiarizationError: the diarizer failed.
        """


@runtime_checkable
class GrowingDiarizer(ResumableDiarizer, Protocol):
    """A diarizer that can follow a recording while it is made.

    Provisional, as `ResumableDiarizer`.
    """

    def settled_windows(self, num_samples: int) -> int:
        """Count the windows whose inference is the same however much longer a recording of `num_samples` becomes."""


@runtime_checkable
class DivisibleDiarizer(ResumableDiarizer, Protocol):
    """A diarizer whose inference can be shared out: each of several machines runs it over windows of its own.

    Provisional, as `ResumableDiarizer`.
    """

    def num_windows(self, num_samples: int) -> int:
        """Count the windows of a recording."""

    def infer_windows(self, audio: Audio, windows: range, progress: Progress) -> Iterator[Inference]:
        """Yield the inference of some windows that follow each other, part by part, without `powers`.

        It is the same, to the last bit, as that of `infer`. Errors are those of `diarize`.
        """

    def samples_of(self, audio: Audio, windows: range) -> range:
        """Return the samples that `infer_windows` reads; some may lie beyond the end."""


@runtime_checkable
class Embedder(Protocol):
    """An embedding network: it makes a vector of each voice, near those of the same person.

    Provisional: `register_embeddings` is new, and this may change in any version.
    """

    def features(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Map windows of sound at 16 kHz, (batch, samples), to features of any kind: (batch, frames, bins)."""

    def embed(self, features: NDArray[np.float32], masks: NDArray[np.float32]) -> NDArray[np.float32]:
        """Map features and (batch, speakers, mask_frames) of 0 and 1 to vectors: (batch, speakers, dim).

        The masks say when each speaker talks; they have any number of frames, spread evenly over the window. The vector
        of a speaker who never does is not used.
        """


@runtime_checkable
class FastEmbedder(Embedder, Protocol):
    """An embedding network that fast mode can run in parts: its trunk once over the recording, then its pooling.

    A frame of the features is made of 400 samples and begins 160 after the one before. Provisional, as `Embedder`.
    """

    @property
    def shrink(self) -> int:
        """Frames of the features for each of the trunk: 1, 2, 4, 8 or 16."""

    @property
    def block(self) -> int:
        """Frames of the features that the trunk is given at once: a multiple of `shrink`."""

    def energies(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Map (batch, samples) to features from which no mean was taken: (batch, frames, bins)."""

    def frames(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Map (batch, frames, bins) to the input of pooling: (batch, frames / shrink, channels)."""

    def pool(self, frames: NDArray[np.float32], masks: NDArray[np.float32]) -> NDArray[np.float32]:
        """Map the trunk's frames and (batch, speakers, frames) to (batch, speakers, dim)."""

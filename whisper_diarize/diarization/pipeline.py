"""The diarizer: windows, segmentation, embedding, clustering, reconstruction.

Source: pyannote.audio 4.0.7 pipelines/speaker_diarization.py, SpeakerDiarization (MIT); Bredin 2023, "pyannote.audio
2.1 speaker diarization pipeline".
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.clustering import AgglomerativeClustering
from whisper_diarize.errors import DiarizationError, OptionError
from whisper_diarize.protocols import Progress
from whisper_diarize.records import SAMPLE_RATE, Audio, Diarization, Span, SpeakerCount, Turn
from whisper_diarize.weights import ModelConfig, load_files, resolve

from .counting import count_speakers
from .embed import Embedder, Embeddings, embed
from .options import DiarizationOptions
from .powerset import decide_powerset, multilabel_probabilities, powerset
from .reconstruct import loudest, speaker_activity
from .segmentation import Segmentation, Segmenter, segment
from .speakers import Clustering, Speakers, find_speakers
from .turns import spans
from .windows import Grid, read_batches


class Networks(Protocol):
    """What a model must have; `weights.Model` has it."""

    @property
    def segmentation(self) -> Segmenter:
        """Who talks in each frame of a window."""

    @property
    def embedding(self) -> Embedder:
        """What they sound like."""

    @property
    def config(self) -> ModelConfig:
        """How both are to be used."""


def load(model: str | Path = "auto", options: DiarizationOptions | None = None) -> MlxDiarizer:
    """Load a model, by a name or from a directory (see `weights.resolve`), and return its diarizer.

    Raises:
        OptionError: there is no such model.
        ModelError: it cannot be had, or is broken.
    """
    return MlxDiarizer(load_files(resolve(model)), options)


class MlxDiarizer:
    """A port of pyannote.audio's speaker diarization to MLX."""

    def __init__(self, model: Networks, options: DiarizationOptions | None = None) -> None:
        self.model = model
        self.options = options or DiarizationOptions()
        self.grid = Grid(model.config.duration, self.options.step or model.config.step)
        if self.grid.step > self.grid.duration:
            raise OptionError(f"a step of {self.grid.step} s leaves gaps between windows of {self.grid.duration} s")

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:
        """Return the turns of `audio`, with labels SPEAKER_00, SPEAKER_01... in order of first appearance.

        Raises:
            DiarizationError: the recording has another sample rate than the model.
        """
        if audio.sample_rate != SAMPLE_RATE:
            raise DiarizationError(f"{audio.source}: {audio.sample_rate} Hz, but the model needs {SAMPLE_RATE} Hz")
        name = self.model.config.name
        num_windows = self.grid.num_windows(audio.num_samples)
        if num_windows == 0:
            return Diarization(exclusive_turns=(), model=name)
        advance = _counter(progress, total=2 * num_windows)
        segmentation = self.segment(audio, advance)
        count = count_speakers(segmentation)
        if not count.any():
            advance(num_windows)
            return Diarization(exclusive_turns=(), model=name)
        embeddings = self.embed(audio, segmentation, advance)
        speakers = self.find_speakers(embeddings, speaker_count)
        return self._diarization(audio, segmentation, count, speakers, speaker_count)

    def segment(self, audio: Audio, advance: Callable[[int], None]) -> Segmentation:
        """Decide who, of a window's few speakers, talks when."""
        batches = read_batches(audio, self.grid, self.options.batch_size, advance)
        return segment(batches, self.grid, self.model.segmentation, _decider(self.model.config))

    def embed(self, audio: Audio, segmentation: Segmentation, advance: Callable[[int], None]) -> Embeddings:
        """Find the voice of each window's speakers."""
        batches = read_batches(audio, self.grid, self.options.batch_size, advance)
        return embed(batches, segmentation, self.model.embedding, exclude_overlap=self.options.exclude_overlap)

    def find_speakers(self, embeddings: Embeddings, speaker_count: SpeakerCount) -> Speakers:
        """Recognise speakers across windows."""
        minimum = speaker_count.num or speaker_count.low
        maximum = speaker_count.num or speaker_count.maximum
        constrained = self.options.constrained
        if constrained is None:
            constrained = self.model.config.constrained
        return find_speakers(embeddings, self._clustering(), minimum, maximum, constrained=constrained)

    def _clustering(self) -> Clustering:
        config, options = self.model.config, self.options
        return AgglomerativeClustering(
            threshold=options.clustering_threshold or config.clustering_threshold,
            min_cluster_size=options.min_cluster_size or config.min_cluster_size,
        )

    def _diarization(
        self,
        audio: Audio,
        segmentation: Segmentation,
        count: NDArray[np.intp],
        speakers: Speakers,
        speaker_count: SpeakerCount,
    ) -> Diarization:
        """Put the windows together again."""
        maximum = speaker_count.num or speaker_count.maximum
        if maximum is not None:
            count = np.minimum(count, maximum)
        activity = speaker_activity(segmentation, speakers.clusters)
        spoken = self._spans(loudest(activity, count), audio.duration)
        alone = self._spans(loudest(activity, np.minimum(count, 1)), audio.duration)
        labels = _labels(spoken)
        vectors = speakers.centroids.astype(np.float32)
        return Diarization(
            _turns(spoken, labels),
            _turns(alone, labels),
            {label: vectors[cluster] for cluster, label in labels.items() if cluster < len(vectors)},
            self.model.config.name,
        )

    def _spans(self, talking: NDArray[np.bool_], duration: float) -> list[list[Span]]:
        """Return each speaker's spans, cut where the recording ends: the last window may reach beyond."""
        options = self.options
        found = spans(talking, min_duration_on=options.min_duration_on, min_duration_off=options.min_duration_off)
        return [[Span(s.start, min(s.end, duration)) for s in column if s.start < duration] for column in found]


def _decider(
    config: ModelConfig,
) -> Callable[[NDArray[np.float32]], tuple[NDArray[np.bool_], NDArray[np.float32] | None]]:
    """Return what turns the model's logits into decisions, and into probabilities if it can."""
    if config.max_speakers_per_frame is None:

        def decide(logits: NDArray[np.float32]) -> tuple[NDArray[np.bool_], NDArray[np.float32] | None]:
            probabilities = multilabel_probabilities(logits)
            return probabilities > config.threshold, probabilities

        return decide
    mapping = powerset(config.max_speakers_per_chunk, config.max_speakers_per_frame)
    return lambda logits: (decide_powerset(logits, mapping), None)


def _counter(progress: Progress, total: int) -> Callable[[int], None]:
    """Return a function that adds up steps and reports their sum."""
    done = 0

    def advance(steps: int) -> None:
        nonlocal done
        done += steps
        progress(done, total)

    return advance


def _labels(spoken: list[list[Span]]) -> dict[int, str]:
    """Name the clusters that talk, in order of first appearance."""
    first = sorted((column[0].start, cluster) for cluster, column in enumerate(spoken) if column)
    return {cluster: f"SPEAKER_{place:02d}" for place, (_, cluster) in enumerate(first)}


def _turns(spoken: list[list[Span]], labels: dict[int, str]) -> tuple[Turn, ...]:
    return tuple(
        Turn(span.start, span.end, labels[cluster]) for cluster, column in enumerate(spoken) for span in column
    )

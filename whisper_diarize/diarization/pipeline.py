"""The diarizer: windows, segmentation, embedding, clustering, reconstruction.

Source: pyannote.audio 4.0.7 pipelines/speaker_diarization.py, SpeakerDiarization (MIT); Bredin 2023, "pyannote.audio
2.1 speaker diarization pipeline".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.catalogue import Catalogue
from whisper_diarize.clustering import NOTHING, Plda, Precomputed
from whisper_diarize.errors import DiarizationError, OptionError
from whisper_diarize.models import ModelConfig, load_model
from whisper_diarize.protocols import Embedder, FastEmbedder, Progress
from whisper_diarize.quality.levels import powers, signal_to_noise
from whisper_diarize.records import (
    SAMPLE_RATE,
    Audio,
    Diarization,
    Inference,
    Quality,
    Span,
    SpeakerCount,
    Turn,
    VoiceModel,
)

from .clusterings import clustering_of
from .counting import count_speakers
from .embed import Embeddings, Voices, embed, gather
from .fast_embedding import SharedTrunk, embed_fast, settled_windows
from .inference import pack, unpack, unpack_instants
from .instants import Instants
from .options import DiarizationOptions
from .powerset import decide_multilabel, decide_powerset, multilabel_probabilities, powerset
from .prefetch import prefetch
from .reconstruct import reconstruct
from .resegment import Resegmentation
from .scores import ScoreKeeper, windows_around
from .segmentation import Decide, Piece, Segmentation, Segmenter, join, segment
from .speakers import Speakers, find_speakers, precompute_speakers
from .stretches import find_missing
from .turns import spans
from .windows import Grid, read_batches


class Networks(Protocol):
    """Parts of a model that the diarizer uses; `models.Model` has them."""

    @property
    def segmentation(self) -> Segmenter:
        """Network that finds the local speakers of each frame."""

    @property
    def embedding(self) -> Embedder:
        """Network that makes a vector of each voice; in fast mode it is run in parts if it is a `FastEmbedder`."""

    @property
    def config(self) -> ModelConfig:
        """Settings with which both are used."""

    @property
    def plda(self) -> Plda | None:
        """PLDA of the vectors, which VBx needs."""

    @property
    def fingerprint(self) -> str | None:
        """A checksum of both networks' weights, if it is known."""

    @property
    def voice_model(self) -> VoiceModel | None:
        """The embedding as people's voices are kept by it over recordings, if it is known which one it is."""


def load(
    model: str | Path = "auto", options: DiarizationOptions | None = None, models: Catalogue | None = None
) -> MlxDiarizer:
    """Load a model, by a name of `models` or from a directory (see `models.resolve`), and return its diarizer.

    Raises:
        OptionError: there is no such model.
        ModelError: it cannot be had, or is broken.
    """
    return MlxDiarizer(load_model(model, models), options)


class MlxDiarizer:
    """A port of pyannote.audio's speaker diarization to MLX."""

    def __init__(self, model: Networks, options: DiarizationOptions | None = None) -> None:
        self.model = model
        self.options = options or DiarizationOptions()
        self.grid = Grid(model.config.duration, self.options.step or model.config.step)
        if self.grid.step > self.grid.duration:
            raise OptionError(f"a step of {self.grid.step} s leaves gaps between windows of {self.grid.duration} s")
        self._clustering = clustering_of(model.config, model.plda, self.options)

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:
        """Return the turns of `audio`, with pyannote's labels; SPEAKER_00 need not be the first to talk.

        Raises:
            DiarizationError: the recording has another sample rate than the model.
        """
        inference = Inference.join(list(self.infer(audio, Inference(), progress)))
        return self.finalize(audio, inference, NOTHING, speaker_count)

    def cache_key(self) -> str | None:
        """Return all on which `infer` depends: the weights, and how they are used; None if the weights are unknown."""
        weights, config = self.model.fingerprint, self.model.config
        if weights is None:
            return None
        decided = (config.max_speakers_per_chunk, config.max_speakers_per_frame, config.threshold)
        instants = config.voice_weight > 0
        options = (self.options.mode, self._exclude_overlap, self.options.batch_size)
        used = (self.grid.duration, self.grid.step, *options, instants)
        return repr((version("mlx"), weights, decided, used))

    def infer(self, audio: Audio, known: Inference, progress: Progress) -> Iterator[Inference]:
        """Run both networks over the windows that are not `known`, and measure the levels.

        Raises:
            DiarizationError: the recording has another sample rate than the model.
        """
        yield from self.infer_windows(audio, range(known.num_windows, self.num_windows(audio.num_samples)), progress)
        if known.powers is None:
            yield Inference(powers=powers(audio))

    def num_windows(self, num_samples: int) -> int:
        """Count the windows of a recording."""
        return self.grid.num_windows(num_samples)

    def infer_windows(self, audio: Audio, windows: range, progress: Progress) -> Iterator[Inference]:
        """Run both networks over some windows that follow each other, each while the other is at work.

        Raises:
            DiarizationError: the recording has another sample rate than the model.
        """
        if audio.sample_rate != SAMPLE_RATE:
            raise DiarizationError(f"{audio.source}: {audio.sample_rate} Hz, but the model needs {SAMPLE_RATE} Hz")
        parts = list[Segmentation]()

        def passing() -> Iterator[Piece]:
            for piece in prefetch(self._pieces(audio, windows)):
                parts.append(piece.segmentation)
                yield piece
                progress(piece.batch.windows.stop, windows.stop)

        for voices in self._voices(audio, passing()):
            yield pack(join(parts), voices)
            parts.clear()
        if parts:  # nobody talks in the last windows
            yield pack(join(parts), None)

    def samples_of(self, audio: Audio, windows: range) -> range:
        """Return the samples that `infer_windows` reads; some may lie beyond the end."""
        step, network = self.grid.step_samples, self.model.embedding
        inside = range(windows[0] * step, windows[-1] * step + self.grid.window_samples)
        total = self.num_windows(audio.num_samples)
        if self.options.mode != "fast" or not isinstance(network, FastEmbedder) or total == 1:
            return inside
        shared = SharedTrunk(audio, self.grid, total, network).extent(windows)
        return range(min(inside.start, shared.start), max(inside.stop, shared.stop))

    def settled_windows(self, num_samples: int) -> int:
        """Count the windows whose inference is the same however much longer a recording of `num_samples` becomes."""
        network = self.model.embedding
        if self.options.mode == "fast" and isinstance(network, FastEmbedder):
            return settled_windows(num_samples, self.grid, network)
        return self.grid.num_complete_windows(num_samples)

    def precompute_key(self) -> str:
        """Return all on which `precompute` depends, beside the inference."""
        return repr((version("scipy"), self._clustering.precompute_key()))

    def precompute(self, inference: Inference) -> Precomputed:
        """Compute the costly part of the clustering, which does not depend on the number of speakers."""
        embeddings = unpack(inference, self.grid)[1] if inference.num_windows else None
        return NOTHING if embeddings is None else precompute_speakers(embeddings, self._clustering)

    def finalize(
        self, audio: Audio, inference: Inference, precomputed: Precomputed, speaker_count: SpeakerCount
    ) -> Diarization:
        """Return the turns, from the networks' output for all windows and the precomputed arrays, if there are any."""
        nobody = self._credited(Diarization(exclusive_turns=()))
        if not inference.num_windows:
            return nobody
        segmentation, embeddings = unpack(inference, self.grid)
        if embeddings is None or not (count := count_speakers(segmentation)).any():
            return nobody
        speakers = self.find_speakers(embeddings, speaker_count, precomputed)
        instants = unpack_instants(inference)
        minimum = speaker_count.num or speaker_count.low
        if instants is not None and len(speakers.centroids) < minimum:
            speakers = find_missing(speakers, embeddings, instants, count, minimum)
        found = self._diarization(audio, segmentation, count, speakers, speaker_count, instants)
        return self._credited(replace(found, quality=_quality(found, inference, speakers)))

    def segment(self, audio: Audio) -> Segmentation:
        """Decide who, of a window's few speakers, talks when."""
        return join([piece.segmentation for piece in self._pieces(audio)])

    def embed(self, audio: Audio, segmentation: Segmentation) -> Embeddings:
        """Embed the voices of the speakers in the windows; there is at least one."""
        batches = read_batches(audio, self.grid, self.options.batch_size)
        pieces = (Piece(batch, segmentation.part(batch.windows)) for batch in batches)
        return gather(list(self._voices(audio, pieces)), segmentation)

    def _pieces(self, audio: Audio, windows: range | None = None) -> Iterator[Piece]:
        batches = read_batches(audio, self.grid, self.options.batch_size, windows)
        return segment(batches, self.grid, self.model.segmentation, _decider(self.model.config))

    def _voices(self, audio: Audio, pieces: Iterable[Piece]) -> Iterator[Voices]:
        network, exclude_overlap = self.model.embedding, self._exclude_overlap
        if self.options.mode == "fast" and isinstance(network, FastEmbedder):
            resegments = self.model.config.voice_weight > 0
            return embed_fast(audio, self.grid, pieces, network, exclude_overlap=exclude_overlap, instants=resegments)
        return embed(pieces, network, exclude_overlap=exclude_overlap)

    @property
    def _exclude_overlap(self) -> bool:
        chosen = self.options.exclude_overlap
        return self.model.config.exclude_overlap if chosen is None else chosen

    def find_speakers(
        self, embeddings: Embeddings, speaker_count: SpeakerCount, precomputed: Precomputed = NOTHING
    ) -> Speakers:
        """Recognise speakers across windows."""
        minimum = speaker_count.num or speaker_count.low
        maximum = speaker_count.num or speaker_count.maximum
        return find_speakers(embeddings, self._clustering, minimum, maximum, precomputed)

    def _diarization(  # noqa: PLR0913, PLR0917  the stage's own inputs
        self,
        audio: Audio,
        segmentation: Segmentation,
        count: NDArray[np.intp],
        speakers: Speakers,
        speaker_count: SpeakerCount,
        instants: Instants | None = None,
    ) -> Diarization:
        """Put the windows together again."""
        maximum = speaker_count.num or speaker_count.maximum
        if maximum is not None:
            count = np.minimum(count, maximum)
        covering, weight = windows_around(segmentation), self.model.config.voice_weight
        share_out = None
        if instants is not None and len(speakers.centroids) > 1:
            share_out = Resegmentation(segmentation, speakers, count, covering, instants, weight)
        scores = ScoreKeeper(covering)
        spoken = self._spans(reconstruct(segmentation, speakers.clusters, count, scores.keep, share_out))
        alone = self._spans(reconstruct(segmentation, speakers.clusters, np.minimum(count, 1), share_out=share_out))
        labels = _labels(spoken, alone)
        return Diarization(
            _turns(spoken, labels, audio.duration),
            _turns(alone, labels, audio.duration),
            _voices(speakers.centroids, labels),
            scores=scores.of(labels),
        )

    def _credited(self, found: Diarization) -> Diarization:
        """Name the model that found the turns, its licence and its authors, and the network of the voices."""
        config = self.model.config
        credit = replace(found, model=config.name, licence=config.licence or None, authors=config.authors or None)
        return replace(credit, voice_model=self.model.voice_model)

    def _spans(self, talking: Iterable[NDArray[np.bool_]]) -> list[list[Span]]:
        """Return each speaker's spans."""
        options, pause = self.options, self.options.min_duration_off
        if pause is None:
            pause = self.model.config.min_duration_off
        return spans(talking, min_duration_on=options.min_duration_on, min_duration_off=pause)


def _quality(found: Diarization, inference: Inference, speakers: Speakers) -> Quality:
    """Measure the quality of a recording from its levels and voices, which only this stage has."""
    snr = None if inference.powers is None else signal_to_noise(inference.powers, found.turns)
    rival = speakers.rival
    return Quality(snr=snr) if rival is None else Quality(None, None, snr, rival.num_speakers, rival.margin)


def _decider(config: ModelConfig) -> Decide:
    """Choose the function that turns the model's logits into decisions, and probabilities if it can."""
    if config.max_speakers_per_frame is None:

        def decide(logits: NDArray[np.float32]) -> tuple[NDArray[np.bool_], NDArray[np.float32] | None]:
            probabilities = multilabel_probabilities(logits)
            return decide_multilabel(probabilities, config.threshold), probabilities

        return decide
    mapping = powerset(config.max_speakers_per_chunk, config.max_speakers_per_frame)
    return lambda logits: (decide_powerset(logits, mapping), None)


def _labels(spoken: list[list[Span]], alone: list[list[Span]]) -> dict[int, str]:
    """Name the clusters that talk, as pyannote does: by their numbers, in the order of text (0, 1, 10, 2).

    Those that only talk when nobody else may come last; equally active speakers can change places (`loudest`).
    """
    talking = sorted((cluster for cluster, column in enumerate(spoken) if column), key=str)
    talking += [cluster for cluster, column in enumerate(alone) if column and cluster not in talking]
    return {cluster: f"SPEAKER_{place:02d}" for place, cluster in enumerate(talking)}


def _turns(spoken: list[list[Span]], labels: dict[int, str], duration: float) -> tuple[Turn, ...]:
    """Cut the spans where the recording ends, beyond which the last window may reach."""
    return tuple(
        Turn(span.start, min(span.end, duration), labels[cluster])
        for cluster, column in enumerate(spoken)
        for span in column
        if span.start < duration
    )


def _voices(centroids: NDArray[np.floating], labels: dict[int, str]) -> dict[str, NDArray[np.float32]]:
    """Return each speaker's vector: zeros for one who is there only because more talk at once than were found."""
    unknown = np.zeros(centroids.shape[1], dtype=np.float32)
    vectors = centroids.astype(np.float32)
    return {label: vectors[cluster] if cluster < len(vectors) else unknown for cluster, label in labels.items()}

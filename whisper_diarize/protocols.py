"""The interfaces of components, a method or two each. Arguments and results are the concrete types of `records`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .records import (
        AttributedTranscript,
        AttributedWord,
        Audio,
        Diarization,
        Inference,
        Job,
        Match,
        Recording,
        SavedFile,
        SavedSpeech,
        Span,
        SpeakerCount,
        StreamedWords,
        Transcript,
        Word,
    )

    # Any: each array has its own type
    Precomputed = Mapping[str, NDArray[Any]]


class Progress(Protocol):
    """Called by a long stage: `done` of `total` units of any kind; `done` never goes back."""

    def __call__(self, done: float, total: float) -> None:
        """Report that `done` of `total` is finished."""


@runtime_checkable
class Transcriber(Protocol):
    """A speech-to-text engine."""

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        """Return the words of `audio` with their times in seconds.

        Raises:
            TranscriptionError: the engine failed.
            ModelError: its model cannot be had.
        """


@runtime_checkable
class ClipTranscriber(Transcriber, Protocol):
    """An engine that can leave out parts of a recording (`--vad-clips`).

    Provisional: mlx-whisper and the plugin faster-whisper are the only ones so far, and this may change in any version.
    """

    def transcribe_clips(self, audio: Audio, clips: Sequence[Span], progress: Progress) -> Transcript:
        """Return the words in `clips` of `audio`, with their times in `audio`; none without clips.

        Clips are in order of time, lie within the recording and overlap nowhere.

        Raises:
            TranscriptionError: the engine failed.
            ModelError: its model cannot be had.
        """


@runtime_checkable
class IdentifiedTranscriber(Transcriber, Protocol):
    """An engine whose transcripts may be kept: it states on which settings, beside the recording, they depend."""

    def cache_key(self) -> str | None:
        """Return a text that is the same only if the words would be; None: do not keep them.

        That is every option, the versions of the engine, and which model it is, by a checksum or by what changes when
        its file does. The name of the engine and the version of whisper_diarize are added.

        Raises:
            ModelError: the model cannot be had.
        """


class WordStream(Protocol):
    """The words of one recording that is fed piece by piece, as it comes."""

    def feed(self, samples: NDArray[np.float32], *, last: bool = False) -> StreamedWords:
        """Take the next samples at 16 kHz, (num_samples,) in [-1, 1], any number; return the words so far.

        With `last`, the recording is over: no word is tentative then, and the stream is not fed again.

        Raises:
            TranscriptionError: the engine failed.
        """


@runtime_checkable
class IncrementalTranscriber(Transcriber, Protocol):
    """An engine that hears a recording piece by piece, each once, while it is made.

    Provisional: the plugin pocketsphinx is the only one so far, and this may change in any version.
    """

    def stream(self) -> WordStream:
        """Begin a stream. Several may be fed in turn, also while `transcribe` is at work.

        Raises:
            ModelError: the model cannot be had.
        """


@runtime_checkable
class Reader(Protocol):
    """Reads files of one kind that other tools write: transcripts, turns, or both."""

    def read(self, file: SavedFile) -> SavedSpeech | None:
        """Return the speech in a file; None if it is of another kind, which its contents tell, not its name.

        Raises:
            ValueError: it is of this kind, and wrong; the message says where.
        """


@runtime_checkable
class FileTranscriber(Transcriber, Protocol):
    """An engine that takes the words from a file.

    Provisional: the one for saved transcripts is the only one so far, and this may change in any version.
    """

    @property
    def has_speakers(self) -> bool:
        """Return whether the file knows who says the words."""

    def with_readers(self, readers: Mapping[str, Reader]) -> Transcriber:
        """Return the engine with the readers of a run, ours and those of plugins, in the order in which they are tried.

        Raises:
            TranscriptionError: the file cannot be read.
        """


@runtime_checkable
class JobTranscriber(Transcriber, Protocol):
    """An engine that does whole jobs, speakers included, at another place.

    Provisional: the one of the plugin server is the only one so far, and this may change in any version.
    """

    def transcribe_job(self, job: Job, audio: Audio, progress: Progress) -> AttributedTranscript:
        """Return the words of `audio` with the speakers, if `job` has a diarizer, before names and post-processors.

        It is called if the job's diarizer has the name of the engine, or if there is none.

        Raises:
            TranscriptionError: the job failed.
        """


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


@runtime_checkable
class Attributor(Protocol):
    """Decides who says each word."""

    def attribute(self, words: Sequence[Word], diarization: Diarization) -> Sequence[AttributedWord]:
        """Return each word, once and in order, with its speaker.

        Words are those of the whole recording. Where the engine gave no word times, a segment is one long word.
        """


@runtime_checkable
class Identifier(Protocol):
    """Compares the speakers of a recording with people who are known.

    Provisional: `register_identifiers` is new, and this may change in any version.
    """

    def identify(self, diarization: Diarization, audio: Audio | None) -> Mapping[str, Match]:
        """Return a match for each speaker, by label; speakers without one were not compared.

        `diarization.embeddings` are voice vectors, if the diarizer has them. `audio` is None where there is no
        recording, but turns only.

        Raises:
            VoiceError: the voices cannot be compared.
            OptionError: an option names a person who is not known.
        """


@runtime_checkable
class PostProcessor(Protocol):
    """Transforms a finished transcript: names, corrections, translations, redaction."""

    def process(self, transcript: AttributedTranscript) -> AttributedTranscript:
        """Return a new transcript."""


@runtime_checkable
class Exporter(Protocol):
    """Renders a transcript in one file format.

    `extension` is the file's, without the dot.
    """

    extension: str

    def render(self, transcript: AttributedTranscript) -> str | bytes:
        """Return the contents of the file; text is written as UTF-8.

        Raises:
            ExportError: the transcript cannot be said in this format.
        """


@runtime_checkable
class EchoExporter(Exporter, Protocol):
    """A format that has the sound of other channels too, if `with_echo`; segments that are it are marked `echo`.

    Others are given the transcript without them. Provisional: JSON is the only one so far, and this may change in any
    version.
    """

    with_echo: bool


@runtime_checkable
class RecordingExporter(Exporter, Protocol):
    """A format that plays the recording: a link to its file, or its bytes, go into the output.

    Provisional: the review page is the only one so far, and this may change in any version.
    """

    def render_with(self, transcript: AttributedTranscript, recording: Recording) -> str | bytes:
        """Return the contents of the file; `render` is for recordings that are no file.

        Raises:
            ExportError: the transcript cannot be said in this format, or the recording not read.
        """

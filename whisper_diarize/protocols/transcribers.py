"""Engines that write the words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from whisper_diarize.records import (
        AttributedTranscript,
        Audio,
        Job,
        SavedFile,
        SavedSpeech,
        Span,
        StreamedWords,
        Transcript,
    )


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

    Provisional: mlx-whisper and the plugin pocketsphinx are the only ones so far, and this may change in any version.
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

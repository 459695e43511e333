"""What a plugin supplies: a method each, or two. What it is handed are the concrete types of `records`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from .records import (
        AttributedTranscript,
        AttributedWord,
        Audio,
        Diarization,
        Recording,
        Span,
        SpeakerCount,
        Transcript,
        Word,
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
    """An engine that can leave out parts of a recording (`--vad-clips`)."""

    def transcribe_clips(self, audio: Audio, clips: Sequence[Span], progress: Progress) -> Transcript:
        """Return the words in `clips` of `audio`, with their times in `audio`; none without clips.

        Clips are in order of time, lie within the recording and overlap nowhere.

        Raises:
            TranscriptionError: the engine failed.
            ModelError: its model cannot be had.
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
class Attributor(Protocol):
    """Decides who says each word."""

    def attribute(self, words: Sequence[Word], diarization: Diarization) -> Sequence[AttributedWord]:
        """Return each word, once and in order, with its speaker.

        Words are those of the whole recording. Where the engine gave no word times, a segment is one long word.
        """


@runtime_checkable
class PostProcessor(Protocol):
    """Transforms a finished transcript: names, corrections, translations, redaction."""

    def process(self, transcript: AttributedTranscript) -> AttributedTranscript:
        """Return a new transcript."""


@runtime_checkable
class Exporter(Protocol):
    """Renders a transcript in one file format.

    `extension` is the file's, without the dot. An exporter with `needs_speakers = True` is left out of `all` when
    nobody asked for speakers; one with `on_request = True` is always left out of `all`: it has to be named.
    If its factory has that attribute too, as a class does that is its own factory, it is not even made then.
    """

    extension: str

    def render(self, transcript: AttributedTranscript) -> str | bytes:
        """Return the contents of the file; text is written as UTF-8.

        Raises:
            ExportError: the transcript cannot be said in this format.
        """


@runtime_checkable
class RecordingExporter(Exporter, Protocol):
    """A format that plays the recording: a link to its file, or its bytes, go into the output."""

    def render_with(self, transcript: AttributedTranscript, recording: Recording) -> str | bytes:
        """Return the contents of the file; `render` is for recordings that are no file.

        Raises:
            ExportError: the transcript cannot be said in this format, or the recording not read.
        """

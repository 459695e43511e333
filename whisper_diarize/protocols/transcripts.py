"""Components that work on words with speakers: attribution, names, corrections, formats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from whisper_diarize.records import (
        AttributedTranscript,
        AttributedWord,
        Audio,
        Diarization,
        Match,
        Recording,
        Word,
    )


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

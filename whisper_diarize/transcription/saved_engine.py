"""The engine that takes the words from a saved transcript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whisper_diarize.errors import OptionError

from .saved import read_transcript

if TYPE_CHECKING:
    from whisper_diarize.protocols import Progress, Reader
    from whisper_diarize.records import Audio, Transcript


@dataclass(frozen=True, slots=True)
class SavedTranscriptOptions:
    """Options of the engine that takes words from a file.

    Attributes:
        path: the file with the transcript; --transcript FILE sets it.

    Raises:
        OptionError: no file is named.
    """

    path: str = ""

    def __post_init__(self) -> None:
        if not self.path:
            raise OptionError("say which transcript to take: --transcript FILE")


class SavedTranscriptTranscriber:
    """An engine that takes the words from a file, for any recording."""

    def __init__(self, options: SavedTranscriptOptions, readers: Mapping[str, Reader] | None = None) -> None:
        self._options = options
        self.transcript = read_transcript(options.path, readers) if readers else None

    @property
    def has_speakers(self) -> bool:
        """Return whether the file, once it has been read, says who says the words."""
        return self.transcript is not None and any(self.transcript.word_speakers)

    def with_readers(self, readers: Mapping[str, Reader]) -> SavedTranscriptTranscriber:
        """Return the engine that has read the file with the readers of a run."""
        return SavedTranscriptTranscriber(self._options, readers)

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:  # noqa: ARG002  the file has it all
        """Return the transcript of the file."""
        return self.transcript or read_transcript(self._options.path)

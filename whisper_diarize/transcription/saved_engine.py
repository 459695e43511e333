"""The engine that takes the words from a saved transcript."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whisper_diarize.errors import OptionError

from .saved import read_transcript

if TYPE_CHECKING:
    from whisper_diarize.protocols import Progress
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

    def __init__(self, options: SavedTranscriptOptions) -> None:
        self.transcript = read_transcript(options.path)

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:  # noqa: ARG002  the file has it all
        """Return the transcript of the file."""
        return self.transcript

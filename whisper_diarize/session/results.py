"""The result for one recording of a series."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from whisper_diarize.errors import WhisperDiarizeError
from whisper_diarize.records import AttributedTranscript
from whisper_diarize.sources import Source


@dataclass(frozen=True, slots=True, eq=False)
class SessionResult:
    """The result for one recording of a series.

    `transcript` is None if there are no words to give; `errors` has the reasons, and those of missing parts beside
    the words (speakers, an output). `outputs` are the files that were written.
    """

    source: Source
    name: str
    transcript: AttributedTranscript | None = None
    outputs: tuple[Path, ...] = ()
    errors: tuple[WhisperDiarizeError, ...] = ()

    def unwrap(self) -> AttributedTranscript:
        """Return the transcript.

        Raises:
            WhisperDiarizeError: the first of the errors.
        """
        if self.errors or self.transcript is None:
            raise self.errors[0]
        return self.transcript

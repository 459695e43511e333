"""Our own sources of words: mlx-whisper, and transcripts that were saved before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whisper_diarize.errors import OptionError
from whisper_diarize.hookspecs import hookimpl
from whisper_diarize.transcription import MlxWhisperOptions, MlxWhisperTranscriber, read_transcript

if TYPE_CHECKING:
    from whisper_diarize.protocols import Progress, Transcriber
    from whisper_diarize.records import Audio, Transcript
    from whisper_diarize.registry import Register


@dataclass(frozen=True, slots=True)
class SavedOptions:
    """`path` is the file with the transcript; `--transcript FILE` sets it."""

    path: str = ""

    def __post_init__(self) -> None:
        if not self.path:
            raise OptionError("say which transcript to take: --transcript FILE")


class SavedTranscript:
    """Takes the words from a file, whatever the recording."""

    def __init__(self, options: SavedOptions) -> None:
        self.transcript = read_transcript(options.path)

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:  # noqa: ARG002  the file has it all
        """Return the transcript of the file."""
        return self.transcript


@hookimpl
def register_transcribers(register: Register[Transcriber]) -> None:
    """Register `mlx-whisper` and `saved`."""
    register("mlx-whisper", MlxWhisperTranscriber, options=MlxWhisperOptions, summary="OpenAI's Whisper on MLX")
    register("saved", SavedTranscript, options=SavedOptions, summary="a transcript that exists (--transcript FILE)")

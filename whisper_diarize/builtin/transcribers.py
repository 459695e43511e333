"""Our own sources of words: mlx-whisper, and saved transcripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whisper_diarize.hookspecs import hookimpl
from whisper_diarize.transcription import (
    MlxWhisperOptions,
    MlxWhisperTranscriber,
    SavedTranscriptOptions,
    SavedTranscriptTranscriber,
)

if TYPE_CHECKING:
    from whisper_diarize.protocols import Transcriber
    from whisper_diarize.registry import Register


@hookimpl
def register_transcribers(register: Register[Transcriber]) -> None:
    """Register `mlx-whisper` and `saved`."""
    register("mlx-whisper", MlxWhisperTranscriber, options=MlxWhisperOptions, summary="OpenAI's Whisper on MLX")
    register(
        "saved",
        SavedTranscriptTranscriber,
        options=SavedTranscriptOptions,
        summary="a transcript that exists (--transcript FILE)",
    )

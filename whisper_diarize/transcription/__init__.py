"""Speech to text with mlx-whisper, and transcripts that were saved before. The only importer of mlx_whisper."""

from .mlx_whisper import MlxWhisperTranscriber
from .options import MlxWhisperOptions
from .saved import read_transcript, transcript_of
from .saved_engine import SavedTranscriptOptions, SavedTranscriptTranscriber

__all__ = [
    "MlxWhisperOptions",
    "MlxWhisperTranscriber",
    "SavedTranscriptOptions",
    "SavedTranscriptTranscriber",
    "read_transcript",
    "transcript_of",
]

"""Speech to text with mlx-whisper, and transcripts that were saved before. The only importer of mlx_whisper.

Provisional, for engines that are plugins: `Joined` and `join_clips` for clips, `ModelFormat` for the folders of Whisper
models, `WhisperOptions` and `fitting_hotwords`, `build_transcript` for sound times, `language_code` and
`language_name`.
"""

from .clips import Joined, join_clips
from .hotwords import fitting_hotwords
from .languages import LANGUAGES, language_code, language_name
from .mlx_whisper import MlxWhisperTranscriber
from .models import MLX, ModelFormat
from .options import MlxWhisperOptions, WhisperOptions
from .saved import read_transcript, transcript_of
from .saved_engine import SavedTranscriptOptions, SavedTranscriptTranscriber
from .segments import build_transcript

__all__ = [
    "LANGUAGES",
    "MLX",
    "Joined",
    "MlxWhisperOptions",
    "MlxWhisperTranscriber",
    "ModelFormat",
    "SavedTranscriptOptions",
    "SavedTranscriptTranscriber",
    "WhisperOptions",
    "build_transcript",
    "fitting_hotwords",
    "join_clips",
    "language_code",
    "language_name",
    "read_transcript",
    "transcript_of",
]

"""Speaker-attributed transcripts, made on the user's own machine.

Importing this package imports nothing heavy: models and engines load when they are used.
"""

from __future__ import annotations

from . import documents as _documents
from .api import attribute, diarize, transcribe
from .cancellation import CancelToken, raise_if_cancelled
from .documents import read
from .errors import (
    AnnotationError,
    AudioError,
    Cancelled,
    DiarizationError,
    ExportError,
    ModelError,
    OptionError,
    PluginError,
    TranscriptionError,
    VoiceError,
    WeightMismatchError,
    WhisperDiarizeError,
)
from .hookspecs import API_VERSION, hookimpl
from .live_text import tell_segment
from .plugins import register, unregister
from .protocols import (
    Attributor,
    Diarizer,
    Exporter,
    IdentifiedTranscriber,
    Identifier,
    IncrementalTranscriber,
    PostProcessor,
    Progress,
    Reader,
    Transcriber,
    WordStream,
)
from .records import (
    SAMPLE_RATE,
    AttributedSegment,
    AttributedTranscript,
    AttributedWord,
    Audio,
    Diarization,
    Job,
    Match,
    Quality,
    Recording,
    SavedFile,
    SavedSegment,
    SavedSpeech,
    SavedWord,
    Segment,
    Span,
    Speaker,
    SpeakerCount,
    SpeakerScores,
    SpeakerStatistics,
    StreamedWords,
    Stretch,
    Transcript,
    Turn,
    VoiceFigures,
    VoiceModel,
    Word,
)
from .records import connect as _connect
from .registry import Register
from .session import Following, Session, SessionResult, StageProgress
from .sources import Tracks
from .version import __version__ as __version__

__all__ = [
    "API_VERSION",
    "SAMPLE_RATE",
    "AnnotationError",
    "AttributedSegment",
    "AttributedTranscript",
    "AttributedWord",
    "Attributor",
    "Audio",
    "AudioError",
    "CancelToken",
    "Cancelled",
    "Diarization",
    "DiarizationError",
    "Diarizer",
    "ExportError",
    "Exporter",
    "Following",
    "IdentifiedTranscriber",
    "Identifier",
    "IncrementalTranscriber",
    "Job",
    "Match",
    "ModelError",
    "OptionError",
    "PluginError",
    "PostProcessor",
    "Progress",
    "Quality",
    "Reader",
    "Recording",
    "Register",
    "SavedFile",
    "SavedSegment",
    "SavedSpeech",
    "SavedWord",
    "Segment",
    "Session",
    "SessionResult",
    "Span",
    "Speaker",
    "SpeakerCount",
    "SpeakerScores",
    "SpeakerStatistics",
    "StageProgress",
    "StreamedWords",
    "Stretch",
    "Tracks",
    "Transcriber",
    "Transcript",
    "TranscriptionError",
    "Turn",
    "VoiceError",
    "VoiceFigures",
    "VoiceModel",
    "WeightMismatchError",
    "WhisperDiarizeError",
    "Word",
    "WordStream",
    "attribute",
    "diarize",
    "hookimpl",
    "raise_if_cancelled",
    "read",
    "register",
    "tell_segment",
    "transcribe",
    "unregister",
]

_connect(_documents)

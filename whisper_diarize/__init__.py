"""Who said what: speaker-attributed transcripts on the user's own machine.

Importing this package imports nothing heavy: models and engines load when they are used.
"""

from __future__ import annotations

from . import documents as _documents
from .api import attribute, diarize, transcribe
from .documents import read
from .errors import (
    AudioError,
    DiarizationError,
    ExportError,
    ModelError,
    OptionError,
    PluginError,
    ScoringError,
    TranscriptionError,
    WeightMismatchError,
    WhisperDiarizeError,
)
from .hookspecs import API_VERSION, hookimpl
from .plugins import register, unregister
from .protocols import (
    Attributor,
    ClipTranscriber,
    Diarizer,
    Exporter,
    IdentifiedTranscriber,
    PostProcessor,
    Progress,
    RecordingExporter,
    Transcriber,
)
from .records import (
    SAMPLE_RATE,
    AttributedSegment,
    AttributedTranscript,
    AttributedWord,
    Audio,
    Diarization,
    Job,
    Quality,
    Recording,
    Segment,
    Span,
    Speaker,
    SpeakerCount,
    SpeakerScores,
    SpeakerStatistics,
    Stretch,
    Transcript,
    Turn,
    Word,
)
from .records import connect as _connect
from .registry import Register
from .version import __version__ as __version__

__all__ = [
    "API_VERSION",
    "SAMPLE_RATE",
    "AttributedSegment",
    "AttributedTranscript",
    "AttributedWord",
    "Attributor",
    "Audio",
    "AudioError",
    "ClipTranscriber",
    "Diarization",
    "DiarizationError",
    "Diarizer",
    "ExportError",
    "Exporter",
    "IdentifiedTranscriber",
    "Job",
    "ModelError",
    "OptionError",
    "PluginError",
    "PostProcessor",
    "Progress",
    "Quality",
    "Recording",
    "RecordingExporter",
    "Register",
    "ScoringError",
    "Segment",
    "Span",
    "Speaker",
    "SpeakerCount",
    "SpeakerScores",
    "SpeakerStatistics",
    "Stretch",
    "Transcriber",
    "Transcript",
    "TranscriptionError",
    "Turn",
    "WeightMismatchError",
    "WhisperDiarizeError",
    "Word",
    "attribute",
    "diarize",
    "hookimpl",
    "read",
    "register",
    "transcribe",
    "unregister",
]

_connect(_documents)

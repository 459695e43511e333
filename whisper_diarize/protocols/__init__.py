"""The interfaces of components, a method or two each. Arguments and results are the concrete types of `records`."""

from .diarizers import (
    Diarizer,
    DivisibleDiarizer,
    Embedder,
    FastEmbedder,
    GrowingDiarizer,
    Precomputed,
    ResumableDiarizer,
)
from .transcribers import (
    ClipTranscriber,
    FileTranscriber,
    IdentifiedTranscriber,
    IncrementalTranscriber,
    JobTranscriber,
    Progress,
    Reader,
    Transcriber,
    WordStream,
)
from .transcripts import (
    Attributor,
    EchoExporter,
    Exporter,
    Identifier,
    PostProcessor,
    RecordingExporter,
)

__all__ = [
    "Attributor",
    "ClipTranscriber",
    "Diarizer",
    "DivisibleDiarizer",
    "EchoExporter",
    "Embedder",
    "Exporter",
    "FastEmbedder",
    "FileTranscriber",
    "GrowingDiarizer",
    "IdentifiedTranscriber",
    "Identifier",
    "IncrementalTranscriber",
    "JobTranscriber",
    "PostProcessor",
    "Precomputed",
    "Progress",
    "Reader",
    "RecordingExporter",
    "ResumableDiarizer",
    "Transcriber",
    "WordStream",
]

"""The frozen values that stages pass to each other. No I/O, nothing of ours imported but `errors`."""

from .attributed import AttributedSegment, AttributedTranscript, AttributedWord, Speaker
from .audio import SAMPLE_RATE, Audio, SampleSource, name_of
from .diarization import Diarization, Turn
from .inference import Inference
from .job import Job, SpeakerCount
from .quality import Quality
from .recording import Recording
from .scores import FULL_SCORE, SpeakerScores, Stretch
from .span import Span
from .statistics import SpeakerStatistics, speaker_statistics
from .transcript import Segment, Transcript, Word

__all__ = [
    "FULL_SCORE",
    "SAMPLE_RATE",
    "AttributedSegment",
    "AttributedTranscript",
    "AttributedWord",
    "Audio",
    "Diarization",
    "Inference",
    "Job",
    "Quality",
    "Recording",
    "SampleSource",
    "Segment",
    "Span",
    "Speaker",
    "SpeakerCount",
    "SpeakerScores",
    "SpeakerStatistics",
    "Stretch",
    "Transcript",
    "Turn",
    "Word",
    "name_of",
    "speaker_statistics",
]

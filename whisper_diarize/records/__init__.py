"""The frozen values that stages pass to each other. No I/O; of ours it imports `errors` only."""

from .attributed import AttributedSegment, AttributedWord
from .audio import SAMPLE_RATE, Audio, SampleSource, name_of
from .comment import Comment
from .correction import Correction
from .diarization import JOIN_SECONDS, Diarization, Turn, turns_of
from .fields import MAX_INTEGER, MAX_SECONDS, Fields, rounded
from .inference import Inference
from .job import Existing, Job, SpeakerCount
from .outputs import Outputs, connect
from .quality import Quality
from .recording import Recording
from .result import AttributedTranscript
from .saved import SavedFile, SavedSegment, SavedSpeech, SavedWord
from .scores import FULL_SCORE, SpeakerScores, Stretch
from .soundness import check_sound
from .span import Span
from .speaker import Speaker
from .statistics import SpeakerStatistics
from .streamed import StreamedWords
from .transcript import Segment, Transcript, Word, respaced
from .voice import Match, MatchStatus, VoiceFigures, VoiceModel

__all__ = [
    "FULL_SCORE",
    "JOIN_SECONDS",
    "MAX_INTEGER",
    "MAX_SECONDS",
    "SAMPLE_RATE",
    "AttributedSegment",
    "AttributedTranscript",
    "AttributedWord",
    "Audio",
    "Comment",
    "Correction",
    "Diarization",
    "Existing",
    "Fields",
    "Inference",
    "Job",
    "Match",
    "MatchStatus",
    "Outputs",
    "Quality",
    "Recording",
    "SampleSource",
    "SavedFile",
    "SavedSegment",
    "SavedSpeech",
    "SavedWord",
    "Segment",
    "Span",
    "Speaker",
    "SpeakerCount",
    "SpeakerScores",
    "SpeakerStatistics",
    "StreamedWords",
    "Stretch",
    "Transcript",
    "Turn",
    "VoiceFigures",
    "VoiceModel",
    "Word",
    "check_sound",
    "connect",
    "name_of",
    "respaced",
    "rounded",
    "turns_of",
]

import inspect
from types import ModuleType

import whisper_diarize
from whisper_diarize import testing

PUBLIC = [
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


def test_public_names_are_those_listed_here() -> None:
    assert whisper_diarize.__all__ == PUBLIC


def test_everything_public_is_listed() -> None:
    names = {
        name
        for name, value in vars(whisper_diarize).items()
        if not name.startswith("_") and not isinstance(value, ModuleType) and name != "annotations"
    }
    assert names == set(PUBLIC)


def test_every_public_name_is_documented() -> None:
    undocumented = [name for name in PUBLIC if name not in ("API_VERSION", "SAMPLE_RATE", "hookimpl")]
    undocumented = [name for name in undocumented if not inspect.getdoc(getattr(whisper_diarize, name))]
    assert undocumented == []


def test_public_names_for_plugin_tests_are_sorted() -> None:
    assert testing.__all__ == sorted(testing.__all__)

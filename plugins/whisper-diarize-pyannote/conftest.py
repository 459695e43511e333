"""The modules import pyannote.audio, which most do not have; none has doctests to be collected."""

collect_ignore_glob = ["whisper_diarize_pyannote/*.py"]

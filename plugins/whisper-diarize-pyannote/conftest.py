"""The modules import pyannote.audio, which most do not have; none has doctests to be collected."""  # noqa: INP001

collect_ignore_glob = ["whisper_diarize_pyannote/*.py"]

"""pyannote.audio as a diarizer of whisper_diarize, without its telemetry."""

import os

# Before the first import of pyannote.audio, whoever does it: it reports every run to a server unless told not to.
os.environ["PYANNOTE_METRICS_ENABLED"] = "0"

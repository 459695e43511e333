"""The format of Whisper models for CTranslate2.

faster-whisper itself takes names too, but would ask the hub in its own way, and again for a tokenizer that is missing.
"""

from __future__ import annotations

from whisper_diarize.transcription import ModelFormat

# Source: faster-whisper 1.2.1, utils.py, _MODELS (MIT, SYSTRAN)
CTRANSLATE2 = ModelFormat(
    engine="CTranslate2",
    owner="Systran",
    repositories={
        "tiny": "Systran/faster-whisper-tiny",
        "tiny.en": "Systran/faster-whisper-tiny.en",
        "base": "Systran/faster-whisper-base",
        "base.en": "Systran/faster-whisper-base.en",
        "small": "Systran/faster-whisper-small",
        "small.en": "Systran/faster-whisper-small.en",
        "medium": "Systran/faster-whisper-medium",
        "medium.en": "Systran/faster-whisper-medium.en",
        "large": "Systran/faster-whisper-large-v3",
        "large-v2": "Systran/faster-whisper-large-v2",
        "large-v3": "Systran/faster-whisper-large-v3",
        "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
        "turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
        "distil-large-v3": "Systran/faster-distil-whisper-large-v3",
    },
    needed=(("config.json",), ("model.bin",), ("tokenizer.json",), ("vocabulary.json", "vocabulary.txt")),
    optional=("preprocessor_config.json",),
)
